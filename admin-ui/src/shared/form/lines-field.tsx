import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';

interface LinesFieldProps {
  readonly label: string;
  readonly description: string;
  readonly value: string;
  readonly error: string | undefined;
  readonly onChange: (value: string) => void;
}

/** A list of ids or patterns, one a line: nothing of it is spelled or begins with a capital. */
export function LinesField({ label, description, value, error, onChange }: LinesFieldProps): ReactNode {
  return (
    <Textarea
      label={label}
      description={description}
      autosize
      minRows={2}
      maxRows={8}
      spellCheck={false}
      autoCapitalize="none"
      value={value}
      error={error}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
