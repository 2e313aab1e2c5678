import { ActionIcon } from '@mantine/core';
import { memo, type ReactNode } from 'react';
import type { useAuthors } from '../../../shared/history/use-authors.js';
import { EntryHistory } from '../../../shared/history/entry-history.js';
import { useText } from '../../../shared/i18n/language.js';
import type { Fact } from '../../../shared/press/press.js';
import type { Entry } from '../../../shared/press/timeline.js';
import { timeText } from '../../../shared/time-text.js';
import { Age } from '../../../shared/ui/age.js';
import { amountText } from '../model/decimals.js';
import { FLAGS } from '../model/drafts.js';
import { isCorrected, type Print } from '../model/prints.js';
import { tradeOf } from '../../../../../src/core/kinds/quote/trade.js';
import classes from './prints-panel.module.css';

export type Correct = (correction: 'amend' | 'void' | 'restore', entry: Entry) => void;

interface PrintRowProps {
  readonly print: Print;
  /** Decimals of a price. */
  readonly scale: number;
  readonly line: (fact: Fact) => string;
  readonly canPublish: boolean;
  readonly authors: ReturnType<typeof useAuthors>;
  readonly onCorrect: Correct;
}

const ARROWS = { up: '▲', down: '▼', flat: '' } as const;

function sameRow(a: PrintRowProps, b: PrintRowProps): boolean {
  const [before, after] = [a.print, b.print];
  return (
    before.entry.fact.data === after.entry.fact.data &&
    before.entry.voided?.seq === after.entry.voided?.seq &&
    before.entry.amendments.length === after.entry.amendments.length &&
    before.direction === after.direction &&
    before.late === after.late &&
    a.onCorrect === b.onCorrect &&
    a.line === b.line &&
    a.canPublish === b.canPublish &&
    (a.authors === b.authors || !isCorrected(after))
  );
}

/** One print, or what stopped and started trading. Many are shown, and few of them change. */
export const PrintRow = memo(function PrintRow(props: PrintRowProps): ReactNode {
  const t = useText();
  const { print, scale, line, canPublish, authors, onCorrect } = props;
  const { entry, kind } = print;
  const { fact, voided, occurredAt, seq } = entry;
  const what = line(fact);
  return (
    <li className={classes['row']} data-kind={kind} data-seq={seq} data-voided={voided !== undefined}>
      <time className={classes['when']} dateTime={occurredAt}>
        {timeText(occurredAt)}
      </time>
      <div className={classes['what']}>
        {kind === 'trade' ? (
          <Trade print={print} scale={scale} />
        ) : (
          <span className={classes['event']}>{what}</span>
        )}
        <Marks print={print} />
        {voided && <p className={classes['reason']}>{t('timeline.reason', { reason: voided.reason })}</p>}
        {entry.amendments.map((amendment) => (
          <p key={amendment.seq} className={classes['reason']}>
            {t('timeline.was', { what: line(amendment.before) })} ·{' '}
            {t('timeline.reason', { reason: amendment.reason })}
          </p>
        ))}
        {isCorrected(print) && <EntryHistory entry={entry} authors={authors} line={line} />}
      </div>
      <span className={classes['age']}>
        <Age at={occurredAt} />
      </span>
      {canPublish && <RowActions entry={entry} what={what} onCorrect={onCorrect} />}
    </li>
  );
}, sameRow);

function Trade({ print: { entry, direction }, scale }: Pick<PrintRowProps, 'print' | 'scale'>): ReactNode {
  const trade = tradeOf(entry.fact);
  const price = amountText(trade?.price ?? '0', scale);
  const shown = (
    <>
      <span className={classes['arrow']} data-direction={direction} aria-hidden="true">
        {ARROWS[direction]}
      </span>
      <span className={classes['price']}>{price}</span>
      <span className={classes['size']}>× {amountText(trade?.size ?? '0')}</span>
    </>
  );
  return entry.voided ? (
    <del className={classes['trade']}>{shown}</del>
  ) : (
    <span className={classes['trade']}>{shown}</span>
  );
}

function Marks({ print: { entry, late } }: { readonly print: Print }): ReactNode {
  const t = useText();
  const silent = FLAGS.filter((flag) => entry.fact.data[flag] === false);
  return (
    <>
      {entry.voided && <span className={classes['mark']}>{t('timeline.voided')}</span>}
      {entry.amendments.length > 0 && <span className={classes['mark']}>{t('timeline.amended')}</span>}
      {entry.inserted && <span className={classes['mark']}>{t('timeline.inserted')}</span>}
      {late && <span className={classes['note']}>{t('market.prints.late')}</span>}
      {silent.map((flag) => (
        <span key={flag} className={classes['note']}>
          {t('market.prints.silent', { what: t(`market.flag.${flag}`) })}
        </span>
      ))}
    </>
  );
}

interface RowActionsProps {
  readonly entry: Entry;
  readonly what: string;
  readonly onCorrect: Correct;
}

function RowActions({ entry, what, onCorrect }: RowActionsProps): ReactNode {
  const t = useText();
  const button = (correction: Parameters<Correct>[0], label: string, path: string): ReactNode => (
    <ActionIcon
      variant="subtle"
      color="gray"
      title={label}
      aria-label={`${label}: ${what}`}
      data-correct={correction}
      onClick={() => onCorrect(correction, entry)}
    >
      <svg viewBox="0 0 24 24" width="16" height="16" className={classes['icon']} aria-hidden="true">
        <path d={path} />
      </svg>
    </ActionIcon>
  );
  return (
    <div className={classes['actions']}>
      {entry.voided ? (
        button('restore', t('timeline.restore'), 'M4 12a8 8 0 1 0 3-6.2M4 4v5h5')
      ) : (
        <>
          {entry.fact.type === 'trade' &&
            button('amend', t('timeline.edit'), 'M4 20h4L19 9l-4-4L4 16zM13 7l4 4')}
          {button('void', t('timeline.void'), 'M6 6l12 12M18 6L6 18')}
        </>
      )}
    </div>
  );
}
