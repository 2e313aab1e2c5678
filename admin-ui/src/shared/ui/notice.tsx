import { Button, Center, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'wouter';

interface NoticeProps {
  readonly title: string;
  readonly help?: string;
  readonly link?: { readonly to: string; readonly label: string };
  readonly children?: ReactNode;
}

/** Says why there is nothing here, and what to do. */
export function Notice({ title, help, link, children }: NoticeProps): ReactNode {
  return (
    <Center py="15vh" px="md">
      <Stack align="center" gap="xs" maw="32rem" ta="center">
        <Title order={2} size="h4">
          {title}
        </Title>
        {help !== undefined && <Text c="dimmed">{help}</Text>}
        {children}
        {link && (
          <Button component={Link} href={link.to} variant="default" mt="sm">
            {link.label}
          </Button>
        )}
      </Stack>
    </Center>
  );
}
