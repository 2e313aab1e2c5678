import type { ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import type { Translate } from '../../../shared/i18n/translate.js';
import { Tag, type Tone } from '../../../shared/ui/tag.js';
import type { CsvLine } from '../model/csv.js';
import { columnOf } from '../model/column-of.js';
import { faultText } from '../model/fault.js';
import type { Verdict } from '../model/import-run.js';
import classes from './import-page.module.css';

/** A browser lays out so many at once without a hitch; the filter finds the others. */
const SHOWN = 200;
const TONES: Readonly<Record<Verdict['kind'], Tone>> = {
  unchecked: 'plain',
  ready: 'good',
  there: 'past',
  created: 'good',
  refused: 'bad',
  taken: 'warn',
};

export function isBad({ kind }: Verdict): boolean {
  return kind === 'refused' || kind === 'taken';
}

function faultTexts(verdict: Verdict, t: Translate): readonly string[] {
  if (verdict.kind !== 'refused') return [];
  return verdict.faults.map((fault) =>
    fault.path === 'line' ? faultText(fault, t) : `${columnOf(fault.path)}: ${faultText(fault, t)}`,
  );
}

/** The verdict in a line, as the report has it. */
export function verdictText(verdict: Verdict, t: Translate): string {
  if (verdict.kind === 'taken') return t('verdict.taken', { names: verdict.differs.join(', ') });
  const faults = faultTexts(verdict, t);
  return faults.length > 0 ? faults.join('; ') : t(`verdict.${verdict.kind}`);
}

interface VerdictTableProps {
  readonly lines: readonly { readonly line: CsvLine; readonly verdict: Verdict }[];
}

export function VerdictTable({ lines }: VerdictTableProps): ReactNode {
  const t = useText();
  if (lines.length === 0) return <p className={classes['more']}>{t('import.nothing')}</p>;
  const more = lines.length - SHOWN;
  return (
    <>
      <table className={classes['lines']}>
        <caption className={classes['hidden']}>{t('import.lines')}</caption>
        <thead>
          <tr>
            <th scope="col" className={classes['number']}>
              {t('import.line')}
            </th>
            <th scope="col">{t('import.feed')}</th>
            <th scope="col">{t('import.verdict')}</th>
          </tr>
        </thead>
        <tbody>
          {lines.slice(0, SHOWN).map(({ line, verdict }) => (
            <tr key={line.line} data-line={line.line} data-verdict={verdict.kind}>
              <th scope="row" className={classes['number']}>
                {line.line}
              </th>
              <td>
                <span className={classes['feedTitle']}>{line.feed.title || '–'}</span>
                <code className={classes['feedId']}>{line.feed.id || '–'}</code>
              </td>
              <td>
                <VerdictCell verdict={verdict} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
      {more > 0 && <p className={classes['more']}>{t('import.more', { count: more })}</p>}
    </>
  );
}

function VerdictCell({ verdict }: { readonly verdict: Verdict }): ReactNode {
  const t = useText();
  const { kind } = verdict;
  const reasons = kind === 'taken' ? [verdictText(verdict, t)] : faultTexts(verdict, t);
  return (
    <>
      <Tag tone={TONES[kind]}>{t(kind === 'taken' ? 'verdict.idTaken' : `verdict.${kind}`)}</Tag>
      {reasons.length > 0 && (
        <ul className={classes['faults']}>
          {reasons.map((reason) => (
            <li key={reason}>{reason}</li>
          ))}
        </ul>
      )}
    </>
  );
}
