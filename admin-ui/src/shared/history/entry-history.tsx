import { useState, type ReactNode } from 'react';
import type { Author } from '../../../../src/core/protocol/author.js';
import { useText } from '../i18n/language.js';
import type { Translate } from '../i18n/translate.js';
import type { Fact } from '../press/press.js';
import type { Entry } from '../press/timeline.js';
import { timeText } from '../time-text.js';
import classes from './entry-history.module.css';
import { fieldChanges, stepsOf, type Step } from './steps.js';

interface EntryHistoryProps {
  readonly entry: Entry;
  /** By seq; undefined: the reader may not know them. */
  readonly authors: ReadonlyMap<number, Author> | undefined;
  /** A fact in one line, in the reader's language. */
  readonly line: (fact: Fact) => string;
}

/** Who published a fact, and behind that all that was done to it, by whom, when and why. */
export function EntryHistory({ entry, authors, line }: EntryHistoryProps): ReactNode {
  const t = useText();
  const [open, setOpen] = useState(false);
  const steps = stepsOf(entry);
  const changes = steps.length - 1;
  return (
    <details className={classes['history']} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary className={classes['summary']}>
        {authors ? authorText(t, authors.get(entry.seq)) : t('history.title')}
        {changes > 0 && <span> · {t('history.changes', { count: changes })}</span>}
      </summary>
      {open && (
        <ol className={classes['steps']}>
          {steps.map((step) => (
            <li key={step.seq} data-step={step.kind}>
              <p className={classes['made']}>
                <strong>{whoDid(t, step, authors)}</strong>{' '}
                <time dateTime={step.at}>{timeText(step.at)}</time>
                <span>{t('history.seq', { seq: step.seq })}</span>
              </p>
              <StepDetail step={step} line={line} />
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}

function StepDetail({
  step,
  line,
}: {
  readonly step: Step;
  readonly line: EntryHistoryProps['line'];
}): ReactNode {
  const t = useText();
  switch (step.kind) {
    case 'published':
      return <p className={classes['detail']}>{line(step.fact)}</p>;
    case 'voided':
      return <p className={classes['detail']}>{t('timeline.reason', { reason: step.reason })}</p>;
    case 'amended':
      return (
        <>
          <p className={classes['detail']}>
            <del>{line(step.before)}</del> → <ins className={classes['after']}>{line(step.after)}</ins>
          </p>
          <ul className={classes['fields']} aria-label={t('history.fields')}>
            {fieldChanges(step.before, step.after).map(({ field, before, after }) => (
              <li key={field}>
                <code>{field}</code>: {before ?? '–'} → {after ?? '–'}
              </li>
            ))}
          </ul>
          <p className={classes['detail']}>{t('timeline.reason', { reason: step.reason })}</p>
        </>
      );
  }
}

function whoDid(t: Translate, step: Step, authors: EntryHistoryProps['authors']): string {
  const done = step.kind === 'published' && step.inserted ? 'inserted' : step.kind;
  if (!authors) return t(`history.${done}`);
  return t(`history.${done}By`, { who: authorText(t, authors.get(step.seq)) });
}

function authorText(t: Translate, author: Author | undefined): string {
  if (!author) return t('history.unknown');
  if (author.kind === 'system') return t('history.server');
  const name = author.name ?? t('history.unknown');
  return author.kind === 'key' ? t('history.key', { name }) : name;
}
