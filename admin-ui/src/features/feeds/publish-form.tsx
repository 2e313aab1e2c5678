import { Alert, Autocomplete, Button, Group, JsonInput, NativeSelect } from '@mantine/core';
import { useRef, useState, type FormEvent, type ReactNode } from 'react';
import type { Feed } from '../../shared/api/feed.js';
import { ApiError } from '../../shared/api/api-error.js';
import { describeError } from '../../shared/api/describe-error.js';
import { useText } from '../../shared/i18n/language.js';
import { randomId } from '../../shared/random-id.js';
import { useSession } from '../../shared/session/session-context.js';
import { publishEvent } from './api/publish-event.js';
import classes from './feed-desk.module.css';
import { parseData, sortFaults, type PublishFaults } from './publish-draft.js';
import { exampleOf, typesOf } from './templates.js';

const NO_FAULTS: PublishFaults = { type: [], data: [], other: [] };

interface PublishFormProps {
  readonly feed: Feed;
  /** Something goes out now. */
  readonly onPress: () => void;
}

/** Publishes any event of a feed; what the server objects to stands at the field. */
export function PublishForm({ feed, onPress }: PublishFormProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const types = typesOf(feed.kind);
  const [type, setType] = useState(types[0] ?? '');
  const [data, setData] = useState(() => exampleOf(feed.kind, types[0] ?? ''));
  const [faults, setFaults] = useState(NO_FAULTS);
  const [failure, setFailure] = useState<string>();
  const [done, setDone] = useState('');
  const [busy, setBusy] = useState(false);
  const attempt = useRef<{ readonly body: string; readonly key: string }>(undefined);

  const choose = (chosen: string): void => {
    if (types.includes(chosen) && data === exampleOf(feed.kind, type)) setData(exampleOf(feed.kind, chosen));
    setType(chosen);
  };

  async function submit(event: FormEvent): Promise<void> {
    event.preventDefault();
    setFailure(undefined);
    setDone('');
    const parsed = parseData(data);
    const typeFaults = type.trim() === '' ? [t('publish.typeMissing')] : [];
    const dataFaults =
      'fault' in parsed ? [t(parsed.fault === 'json' ? 'publish.notJson' : 'publish.notObject')] : [];
    setFaults({ type: typeFaults, data: dataFaults, other: [] });
    if ('fault' in parsed || typeFaults.length > 0) return;
    const update = { type: type.trim(), data: parsed.data };
    const body = JSON.stringify(update);
    // The same once more, after an answer that did not come, is the same event.
    if (attempt.current?.body !== body) attempt.current = { body, key: randomId() };
    setBusy(true);
    onPress();
    try {
      const outcome = await publishEvent(api, feed.id, update, attempt.current.key);
      attempt.current = undefined;
      setDone(t(outcome === 'held' ? 'queue.held' : 'queue.published', { what: update.type }));
    } catch (error) {
      if (error instanceof ApiError && error.issues.length > 0) setFaults(sortFaults(error.issues));
      else setFailure(describeError(error, t));
    } finally {
      setBusy(false);
    }
  }

  return (
    <form onSubmit={submit} noValidate className={classes['form']}>
      {types.length > 0 ? (
        <NativeSelect
          label={t('publish.type')}
          value={type}
          data={[...types]}
          error={faults.type.join('; ') || undefined}
          onChange={(event) => choose(event.currentTarget.value)}
        />
      ) : (
        <Autocomplete
          label={t('publish.type')}
          description={t('publish.typeHelp')}
          value={type}
          error={faults.type.join('; ') || undefined}
          onChange={choose}
        />
      )}
      <JsonInput
        label={t('publish.data')}
        autosize
        minRows={5}
        maxRows={20}
        formatOnBlur
        value={data}
        error={faults.data.join('; ') || undefined}
        onChange={setData}
        classNames={{ input: classes['code'] ?? '' }}
      />
      {(failure !== undefined || faults.other.length > 0) && (
        <Alert color="red" role="alert">
          {failure ?? faults.other.join('; ')}
        </Alert>
      )}
      <Group justify="space-between">
        <span role="status">{done}</span>
        <Button type="submit" loading={busy}>
          {t('picker.publish')}
        </Button>
      </Group>
    </form>
  );
}
