import { Alert, Button, Progress, SegmentedControl } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useState, useSyncExternalStore, type ReactNode } from 'react';
import { ApiError } from '../../../shared/api/api-error.js';
import { describeError } from '../../../shared/api/describe-error.js';
import { useText } from '../../../shared/i18n/language.js';
import type { Translate } from '../../../shared/i18n/translate.js';
import type { ImportRun, ImportState, Verdict } from '../model/import-run.js';
import type { CsvModule } from './csv-module.js';
import classes from './import-page.module.css';
import { saveFile } from './save-file.js';
import { useLeaveGuard } from './use-leave-guard.js';
import { isBad, VerdictTable, verdictText } from './verdict-table.js';

interface ImportProgressProps {
  readonly csv: CsvModule;
  readonly run: ImportRun;
  readonly headings: readonly string[];
  readonly onStartOver: () => void;
}

/** What becomes of every line, before and while the feeds are made. */
export function ImportProgress({ csv, run, headings, onStartOver }: ImportProgressProps): ReactNode {
  const t = useText();
  const queries = useQueryClient();
  const state = useSyncExternalStore(run.subscribe, run.state);
  const [shown, setShown] = useState<'all' | 'good' | 'bad'>('all');
  const count = countOf(state);
  const bad = count('refused') + count('taken');
  const busy = state.activity !== 'idle';
  useLeaveGuard(busy || (count('created') > 0 && count('ready') > 0), t('import.leave'));
  useEffect(() => {
    if (!busy) void queries.invalidateQueries({ queryKey: ['feeds'] });
  }, [busy, queries]);
  const lines = run.lines.flatMap((line, index) => {
    const verdict = state.verdicts[index] as Verdict;
    return shown === 'all' || (shown === 'bad') === isBad(verdict) ? [{ line, verdict }] : [];
  });
  const report = (): void => {
    const failed = run.lines.flatMap(({ cells }, index) => {
      const verdict = state.verdicts[index] as Verdict;
      return isBad(verdict) ? [{ cells, reason: verdictText(verdict, t) }] : [];
    });
    saveFile('touchline-failed-feeds.csv', csv.failuresCsv(headings, failed), 'text/csv');
  };
  return (
    <div className={classes['progress']}>
      <Status run={run} state={state} />
      <div className={classes['actions']}>
        <Actions run={run} state={state} />
        {!busy && bad > 0 && (
          <Button variant="default" onClick={report}>
            {t('import.report')}
          </Button>
        )}
        {!busy && (
          <Button variant="default" onClick={onStartOver}>
            {t('import.startOver')}
          </Button>
        )}
      </div>
      <div className={classes['filter']}>
        <SegmentedControl
          aria-label={t('import.show')}
          value={shown}
          onChange={(value) => setShown(value as typeof shown)}
          data={[
            { value: 'all', label: t('import.show.all', { count: run.lines.length }) },
            { value: 'good', label: t('import.show.good', { count: run.lines.length - bad }) },
            { value: 'bad', label: t('import.show.bad', { count: bad }) },
          ]}
        />
      </div>
      <VerdictTable lines={lines} />
    </div>
  );
}

function countOf({ verdicts }: ImportState): (kind: Verdict['kind']) => number {
  return (kind) => verdicts.filter((verdict) => verdict.kind === kind).length;
}

interface StateProps {
  readonly run: ImportRun;
  readonly state: ImportState;
}

/** The next thing to do. */
function Actions({ run, state }: StateProps): ReactNode {
  const t = useText();
  const count = countOf(state);
  if (state.activity !== 'idle') {
    return (
      <Button variant="default" onClick={() => run.stop()}>
        {t('import.stop')}
      </Button>
    );
  }
  if (count('unchecked') > 0) return <Button onClick={() => void run.check()}>{t('import.goOn')}</Button>;
  const ready = count('ready');
  if (ready === 0) return null;
  return (
    <Button onClick={() => void run.create()}>
      {count('created') > 0 ? t('import.goOn') : t('import.create', { count: ready })}
    </Button>
  );
}

/** Where it stands, in a line; told to those who don't see it too. */
function Status({ run, state }: StateProps): ReactNode {
  const t = useText();
  const { activity, done, of, stopped } = state;
  const busy = activity !== 'idle';
  return (
    <div className={classes['status']}>
      {busy && <Progress value={of === 0 ? 100 : (100 * done) / of} aria-label={activityText(state, t)} />}
      <p role="status">{busy ? activityText(state, t) : summary(state, run.lines.length, t)}</p>
      {stopped !== undefined && !busy && (
        <Alert color="yellow" role="alert">
          {t('import.stopped', { reason: reasonText(stopped, t) })}
        </Alert>
      )}
    </div>
  );
}

function activityText({ activity, done, of }: ImportState, t: Translate): string {
  return t(activity === 'creating' ? 'import.creating' : 'import.checking', { done, of });
}

function reasonText(stopped: unknown, t: Translate): string {
  if (stopped instanceof ApiError && stopped.status === 401) return t('form.expired');
  return describeError(stopped, t);
}

function summary(state: ImportState, lines: number, t: Translate): string {
  const count = countOf(state);
  const [created, ready, there] = [count('created'), count('ready'), count('there')];
  const bad = count('refused') + count('taken');
  if (count('unchecked') > 0 || (ready > 0 && created > 0))
    return state.stopped === undefined ? t('import.paused') : '';
  if (created === 0 && there === lines) return t('import.allThere');
  const parts = [
    created > 0 && t('import.done', { count: created }),
    ready > 0 && t('import.ready', { count: ready }),
    created === 0 && there > 0 && t('import.there', { count: there }),
    bad > 0 && t(created > 0 ? 'import.failed' : 'import.wrong', { count: bad }),
  ];
  return parts.filter(Boolean).join(' ');
}
