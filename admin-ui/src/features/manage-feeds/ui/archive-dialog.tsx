import { Text, TextInput } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import type { Feed } from '../../../shared/api/feed.js';
import { FormDialog } from '../../../shared/form/form-dialog.js';
import { useSubmit } from '../../../shared/form/use-submit.js';
import { useText } from '../../../shared/i18n/language.js';
import { useSession } from '../../../shared/session/session-context.js';
import { archiveFeed, readViewers } from '../api/feeds.js';

interface ArchiveDialogProps {
  readonly feed: Feed;
  readonly onClose: () => void;
}

/** Says what archiving costs, and wants the feed's id typed: there is no way back. */
export function ArchiveDialog({ feed, onClose }: ArchiveDialogProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const queries = useQueryClient();
  const [typed, setTyped] = useState('');
  const watching = useQuery({
    queryKey: ['viewers', feed.id],
    queryFn: ({ signal }) => readViewers(api, feed.id, signal),
    refetchInterval: 5_000,
    retry: false,
  });
  const viewers = watching.data?.viewers;
  const submission = useSubmit({
    fields: ['id'],
    check: () => (typed.trim() === feed.id ? {} : { id: t('archive.typeFault', { id: feed.id }) }),
    send: async () => {
      await archiveFeed(api, feed.id);
      notifications.show({ message: t('archive.done', { title: feed.title }) });
      void queries.invalidateQueries({ queryKey: ['feeds'] });
      void queries.invalidateQueries({ queryKey: ['feed', feed.id] });
      onClose();
    },
  });
  return (
    <FormDialog
      title={t('archive.title', { title: feed.title })}
      action={t('feeds.archive')}
      destroys
      submission={submission}
      onClose={onClose}
    >
      <Text role="status">
        {viewers === undefined && watching.error && t('archive.viewersUnknown')}
        {viewers === 0 && t('archive.noViewers')}
        {viewers !== undefined && viewers > 0 && t('archive.viewers', { count: viewers })}
      </Text>
      <Text>{t('archive.events', { count: feed.seq })}</Text>
      <Text fw={600}>{t('archive.forEver')}</Text>
      <TextInput
        label={t('archive.type', { id: feed.id })}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        value={typed}
        error={submission.faults.id}
        onChange={(event) => setTyped(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
