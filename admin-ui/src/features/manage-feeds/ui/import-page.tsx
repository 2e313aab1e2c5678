import { Button, Loader } from '@mantine/core';
import { useEffect, useState, type ReactNode } from 'react';
import { Link } from 'wouter';
import { useText } from '../../../shared/i18n/language.js';
import { useSession } from '../../../shared/session/session-context.js';
import { PageHead } from '../../../shared/ui/page-head.js';
import { createFeed, readFeed, tryFeed } from '../api/feeds.js';
import { ImportRun } from '../model/import-run.js';
import type { CsvModule } from './csv-module.js';
import { CsvSource } from './csv-source.js';
import { ImportProgress } from './import-progress.js';

/** Many feeds from one table: written, checked, then made. */
export function ImportPage(): ReactNode {
  const t = useText();
  const { api } = useSession();
  const [csv, setCsv] = useState<CsvModule>();
  const [text, setText] = useState('');
  const [table, setTable] = useState<{ readonly run: ImportRun; readonly headings: readonly string[] }>();
  const [failure, setFailure] = useState<Error>();

  useEffect(() => {
    import('../model/csv.js').then(setCsv, (error: unknown) => setFailure(error as Error));
  }, []);
  // The page's boundary says what to do when a part can't be loaded.
  if (failure) throw failure;

  const start = (lines: ImportRun['lines'], headings: readonly string[]): void => {
    const run = new ImportRun(lines, {
      tryOut: (feed, signal) => tryFeed(api, feed, signal),
      create: (feed, signal) => createFeed(api, feed, signal),
      find: (id, signal) => readFeed(api, id, signal),
      pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    });
    setTable({ run, headings });
    void run.check();
  };

  return (
    <>
      <PageHead title={t('import.title')} help={t('import.help')}>
        <Button component={Link} href="/manage/feeds" variant="default">
          {t('import.back')}
        </Button>
      </PageHead>
      {!csv && <Loader type="dots" role="status" aria-label={t('app.loading')} />}
      {csv && !table && <CsvSource csv={csv} text={text} onText={setText} onLines={start} />}
      {csv && table && (
        <ImportProgress
          csv={csv}
          run={table.run}
          headings={table.headings}
          onStartOver={() => setTable(undefined)}
        />
      )}
    </>
  );
}
