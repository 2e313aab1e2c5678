import { Alert, Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useMemo, useState, type ReactNode } from 'react';
import type { JsonObject } from '../../../../../src/core/json/json.js';
import { feedsQuery } from '../../../shared/api/list-feeds.js';
import type { Faults } from '../../../shared/form/faults.js';
import { useSubmit } from '../../../shared/form/use-submit.js';
import { useText } from '../../../shared/i18n/language.js';
import { useSession } from '../../../shared/session/session-context.js';
import { isMatch, type FeedDraft } from '../model/draft.js';
import { faultText } from '../model/fault.js';
import type { NewFeed } from '../model/new-feed.js';
import { readDraft } from '../model/read-draft.js';
import { suggestId } from '../model/suggest-id.js';
import { teamPresets } from '../model/team-presets.js';
import { AudienceFields } from './audience-fields.js';
import { CustomFields, MatchFields, QuoteFields } from './config-fields.js';
import classes from './feed-form.module.css';
import { FIELDS, type FieldName, type FieldsProps } from './feed-fields.js';
import { IdentityFields } from './identity-fields.js';
import { TeamFields } from './team-fields.js';
import { useLeaveGuard } from './use-leave-guard.js';

interface FeedFormProps {
  readonly start: FeedDraft;
  /** Of the feed that is edited. */
  readonly original?: { readonly config: JsonObject; readonly seq: number };
  readonly action: string;
  readonly unknown?: string;
  /** Rejects with what is wrong, which is told. */
  readonly send: (feed: NewFeed) => Promise<void>;
  readonly onCancel: () => void;
}

/** Writes a feed down, new or not. */
export function FeedForm({ start, original, action, unknown, send, onCancel }: FeedFormProps): ReactNode {
  const t = useText();
  const { api } = useSession();
  const [draft, setDraft] = useState(start);
  const [begun, setBegun] = useState(start);
  if (begun !== start) {
    setBegun(start);
    setDraft((now) => rebased(now, begun, start));
  }
  const typed = JSON.stringify(draft) !== JSON.stringify(start);
  const { data } = useQuery(feedsQuery(api));
  const presets = useMemo(() => teamPresets(data?.feeds ?? [], draft.kind), [data, draft.kind]);
  const existing = original !== undefined;
  const allowLeave = useLeaveGuard(typed, t('feedForm.leave'));
  const [own, setOwn] = useState<ReadonlySet<string>>(
    () => new Set((['title', 'id'] as const).filter((name) => existing || start[name] !== '')),
  );
  const shown = withSuggestions(draft, own, t('feedForm.versus'));
  const set = (change: Partial<FeedDraft>): void => {
    setDraft((now) => ({ ...now, ...change }));
    setOwn((now) => new Set([...now, ...Object.keys(change)]));
  };
  const read = readDraft(shown, original?.config);
  const submission = useSubmit({
    fields: FIELDS,
    check: () => {
      const faults: Record<string, string> = {};
      for (const fault of read.faults) faults[fault.path] ??= faultText(fault, t);
      return faults as Faults<FieldName>;
    },
    send: async () => {
      await send(read.feed);
      allowLeave();
    },
    ...(unknown === undefined ? {} : { unknown }),
  });
  const fields: FieldsProps = {
    draft: shown,
    faults: submission.faults,
    set,
    rest: () => {
      if (!existing)
        setOwn((now) => new Set([...now].filter((name) => shown[name as 'title' | 'id'] !== '')));
    },
    existing,
    fixed: (original?.seq ?? 0) > 0,
  };
  return (
    <form ref={submission.form} onSubmit={submission.submit} noValidate className={classes['form']}>
      {isMatch(draft.kind) && (
        <fieldset className={classes['section']}>
          <legend className={classes['legend']}>{t('feedForm.teams')}</legend>
          <div className={classes['pair']}>
            <TeamFields {...fields} side="home" presets={presets} />
            <TeamFields {...fields} side="away" presets={presets} />
          </div>
          <MatchFields {...fields} />
        </fieldset>
      )}
      {draft.kind === 'quote' && <QuoteFields {...fields} />}
      {draft.kind === 'custom' && <CustomFields {...fields} />}
      <IdentityFields {...fields} />
      <AudienceFields {...fields} />
      <div className={classes['end']}>
        {submission.failure !== undefined && (
          <Alert color="red" role="alert" className={classes['failure'] ?? ''}>
            {submission.failure}
          </Alert>
        )}
        <Button
          variant="default"
          onClick={() => {
            if (!typed || window.confirm(t('feedForm.leave'))) onCancel();
          }}
        >
          {t('app.cancel')}
        </Button>
        <Button type="submit" loading={submission.busy}>
          {action}
        </Button>
      </div>
    </form>
  );
}

/** Another template: what was typed stays, the rest is that of the template. */
function rebased(draft: FeedDraft, before: FeedDraft, after: FeedDraft): FeedDraft {
  const typed = Object.entries(draft).filter(
    ([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name as keyof FeedDraft]),
  );
  return { ...after, ...Object.fromEntries(typed) };
}

/** Title and id follow from what is known, until somebody writes their own. */
function withSuggestions(draft: FeedDraft, own: ReadonlySet<string>, versus: string): FeedDraft {
  const [home, away] = [draft.home.name.trim(), draft.away.name.trim()];
  const match = home && away && `${home} ${versus} ${away}`;
  const suggested = draft.kind === 'quote' ? draft.symbol.trim() : match;
  const title = own.has('title') ? draft.title : suggested;
  return { ...draft, title, id: own.has('id') ? draft.id : suggestId(draft.kind, title) };
}
