import { ActionIcon, Alert, Menu, SegmentedControl } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { describeError } from '../../../shared/api/describe-error.js';
import { describeEvent } from '../../../shared/feed/describe-event.js';
import { EntryHistory } from '../../../shared/history/entry-history.js';
import { useAuthors } from '../../../shared/history/use-authors.js';
import { useText } from '../../../shared/i18n/language.js';
import { timeText } from '../../../shared/time-text.js';
import { MAX_SHOWN_EVENTS } from '../../../shared/live/feed-log.js';
import { fieldsOf } from '../model/fields.js';
import type { Entry } from '../../../shared/press/timeline.js';
import { isHighlight } from '../model/timeline.js';
import { useDesk } from './desk-context.js';
import classes from './timeline-panel.module.css';

export type Correction = 'edit' | 'void' | 'insert' | 'restore';

interface TimelinePanelProps {
  readonly onCorrect: (correction: Correction, entry: Entry) => void;
}

/** As many as anybody scrolls through; the rest is a click away. */
const PAGE = 100;

/** All that happened, newest first, with all that was corrected and why. */
export function TimelinePanel({ onCorrect }: TimelinePanelProps): ReactNode {
  const t = useText();
  const { feed, entries, view } = useDesk();
  const authors = useAuthors(feed, view.events);
  const [shown, setShown] = useState<'main' | 'all'>('main');
  const [pages, setPages] = useState(1);
  const listed = useMemo(
    () => (shown === 'all' ? entries : entries.filter(isHighlight)).toReversed(),
    [entries, shown],
  );
  const visible = listed.slice(0, pages * PAGE);
  return (
    <section className={classes['panel']} aria-label={t('match.timeline')} data-told>
      <header className={classes['head']}>
        <h2 className={classes['title']}>{t('match.timeline')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('desk.show')}
          value={shown}
          onChange={(value) => setShown(value as 'main' | 'all')}
          data={[
            { value: 'main', label: t('timeline.main') },
            { value: 'all', label: t('timeline.all') },
          ]}
        />
      </header>
      {view.history === 'failed' && (
        <Alert color="red" role="alert">
          {t('timeline.failed', { detail: describeError(view.failure, t) })}
        </Alert>
      )}
      {listed.length === 0 && (
        <p className={classes['empty']} role="status">
          {t(view.history === 'loading' ? 'timeline.loading' : 'timeline.empty')}
        </p>
      )}
      <ol className={classes['list']}>
        {visible.map((entry) => (
          <Line key={entry.seq} entry={entry} authors={authors} onCorrect={onCorrect} />
        ))}
      </ol>
      {listed.length > visible.length && (
        <button type="button" className={classes['more']} onClick={() => setPages(pages + 1)}>
          {t('timeline.more')}
        </button>
      )}
      {view.truncated && listed.length <= visible.length && (
        <p className={classes['empty']}>{t('timeline.truncated', { count: MAX_SHOWN_EVENTS })}</p>
      )}
    </section>
  );
}

interface MenuProps {
  readonly entry: Entry;
  readonly onCorrect: (correction: Correction, entry: Entry) => void;
}

interface LineProps extends MenuProps {
  readonly authors: ReturnType<typeof useAuthors>;
}

function Line({ entry, authors, onCorrect }: LineProps): ReactNode {
  const t = useText();
  const { teams, line, canPublish, locked, sport, around, check } = useDesk();
  const { what, minute } = describeEvent(entry.fact, teams, t, sport.kind);
  const time = timeText(entry.occurredAt);
  const voided = entry.voided !== undefined;
  const here = around?.get(entry.seq);
  const mark = (here && sport.markOf?.(entry, here, t)) ?? {};
  return (
    <li className={classes['entry']} data-type={entry.fact.type} data-voided={voided} data-seq={entry.seq}>
      <div className={classes['when']}>
        <span className={classes['minute']}>{mark.when ?? minute}</span>
        <time dateTime={entry.occurredAt}>{time}</time>
      </div>
      <div className={classes['body']}>
        {voided ? (
          <del className={classes['what']}>{what}</del>
        ) : (
          <span className={classes['what']}>{what}</span>
        )}
        {mark.score !== undefined && <span className={classes['score']}>{mark.score}</span>}
        {check?.suspect?.seq === entry.seq && (
          <span className={classes['mark']}>{t('timeline.checked')}</span>
        )}
        {entry.inserted && <span className={classes['mark']}>{t('timeline.inserted')}</span>}
        {entry.amendments.length > 0 && <span className={classes['mark']}>{t('timeline.amended')}</span>}
        {voided && <span className={classes['mark']}>{t('timeline.voided')}</span>}
        {entry.voided && (
          <p className={classes['reason']}>{t('timeline.reason', { reason: entry.voided.reason })}</p>
        )}
        {entry.amendments.map((amendment) => (
          <p key={amendment.seq} className={classes['reason']}>
            {t('timeline.was', { what: line(amendment.before) })} ·{' '}
            {t('timeline.reason', { reason: amendment.reason })}
          </p>
        ))}
        <EntryHistory entry={entry} authors={authors} line={line} />
      </div>
      {canPublish && !locked && <LineMenu entry={entry} what={what} onCorrect={onCorrect} />}
    </li>
  );
}

function LineMenu({ entry, what, onCorrect }: MenuProps & { readonly what: string }): ReactNode {
  const t = useText();
  const { sport } = useDesk();
  return (
    <Menu withinPortal position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t('timeline.edit')}: ${what}`}>
          <svg viewBox="0 0 24 24" width="18" height="18" fill="currentColor" aria-hidden="true">
            <circle cx="5" cy="12" r="1.8" />
            <circle cx="12" cy="12" r="1.8" />
            <circle cx="19" cy="12" r="1.8" />
          </svg>
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {!entry.voided && fieldsOf(sport.fields, entry.fact.type) && (
          <Menu.Item onClick={() => onCorrect('edit', entry)}>{t('timeline.edit')}</Menu.Item>
        )}
        {entry.voided ? (
          <Menu.Item onClick={() => onCorrect('restore', entry)}>{t('timeline.restore')}</Menu.Item>
        ) : (
          <Menu.Item onClick={() => onCorrect('void', entry)}>{t('timeline.void')}</Menu.Item>
        )}
        <Menu.Item onClick={() => onCorrect('insert', entry)}>{t('timeline.insert')}</Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
