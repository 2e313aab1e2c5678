import { Alert, Button, SegmentedControl } from '@mantine/core';
import { useMemo, useState, type ReactNode } from 'react';
import { describeError } from '../../../shared/api/describe-error.js';
import { useAuthors } from '../../../shared/history/use-authors.js';
import { useText } from '../../../shared/i18n/language.js';
import { useQuoteDesk } from '../desk-context.js';
import { isCorrected, printsOf } from '../model/prints.js';
import { useSlow } from '../use-slow.js';
import { KEPT_EVENTS } from '../kept-events.js';
import { PrintRow, type Correct } from './print-row.js';
import classes from './prints-panel.module.css';

interface PrintsPanelProps {
  readonly onCorrect: Correct;
  /** The list as it was when it was held; undefined: it goes on. */
  readonly held: number | undefined;
  readonly onHold: () => void;
}

/** As many as anybody looks at; the rest is a click away. */
const PAGE = 60;
const AUTHORS_MS = 2_000;

/** The last prints with all that was corrected, newest first. The list can be held, so that what is aimed at stays where it is. */
export function PrintsPanel({ onCorrect, held, onHold }: PrintsPanelProps): ReactNode {
  const t = useText();
  const { feed, entries, view, keys, market, line, canPublish } = useQuoteDesk();
  const [shown, setShown] = useState<'all' | 'corrected'>('all');
  const [pages, setPages] = useState(1);
  const authors = useAuthors(feed, useSlow(entries, AUTHORS_MS));
  const prints = useMemo(() => printsOf(entries), [entries]);
  const newer = held === undefined ? 0 : prints.filter(({ entry }) => entry.seq > held).length;
  const listed = prints
    .slice(held === undefined ? 0 : newer)
    .filter((print) => shown === 'all' || isCorrected(print));
  const visible = listed.slice(0, pages * PAGE);
  return (
    <section className={classes['panel']} aria-label={t('market.prints')} data-told>
      <header className={classes['head']}>
        <h2 className={classes['title']}>{t('market.prints')}</h2>
        <SegmentedControl
          size="xs"
          aria-label={t('desk.show')}
          value={shown}
          onChange={(value) => setShown(value as 'all' | 'corrected')}
          data={[
            { value: 'all', label: t('market.prints.all') },
            { value: 'corrected', label: t('market.prints.corrected') },
          ]}
        />
        <Button
          size="xs"
          variant="default"
          aria-pressed={held !== undefined}
          {...(keys.firstOf('pause') === undefined ? {} : { 'aria-keyshortcuts': keys.firstOf('pause') })}
          onClick={onHold}
        >
          {t(held === undefined ? 'market.prints.hold' : 'market.prints.go')}
        </Button>
      </header>
      {held !== undefined && (
        <p className={classes['held']} role="status">
          {t('market.prints.held', { count: newer })}
        </p>
      )}
      {view.history === 'failed' && (
        <Alert color="red" role="alert">
          {t('timeline.failed', { detail: describeError(view.failure, t) })}
        </Alert>
      )}
      {listed.length === 0 && view.history !== 'failed' && (
        <p className={classes['empty']} role="status">
          {t(
            view.history === 'loading'
              ? 'timeline.loading'
              : shown === 'all'
                ? 'market.prints.empty'
                : 'market.prints.noneCorrected',
          )}
        </p>
      )}
      <div className={classes['scroll']}>
        <ol className={`${classes['list']} ${classes['narrow']}`}>
          {visible.map((print) => (
            <PrintRow
              key={print.entry.seq}
              print={print}
              scale={market.scale}
              line={line}
              canPublish={canPublish}
              authors={authors}
              onCorrect={onCorrect}
            />
          ))}
        </ol>
        {listed.length > visible.length && (
          <button type="button" className={classes['more']} onClick={() => setPages(pages + 1)}>
            {t('market.prints.older')}
          </button>
        )}
        {view.truncated && listed.length <= visible.length && (
          <p className={classes['empty']}>{t('market.prints.kept', { count: KEPT_EVENTS })}</p>
        )}
      </div>
    </section>
  );
}
