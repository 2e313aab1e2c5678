import { Button, FileButton, Textarea } from '@mantine/core';
import { useRef, useState, type DragEvent, type FormEvent, type ReactNode } from 'react';
import { useText } from '../../../shared/i18n/language.js';
import type { CsvLine } from '../model/csv.js';
import { faultText } from '../model/fault.js';
import classes from './import-page.module.css';
import type { CsvModule } from './csv-module.js';
import { saveFile } from './save-file.js';

interface CsvSourceProps {
  readonly csv: CsvModule;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onLines: (lines: readonly CsvLine[], headings: readonly string[]) => void;
}

/** Spreadsheets that are no longer young write the letters of their country. */
async function textOf(file: File): Promise<string> {
  const bytes = await file.arrayBuffer();
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return new TextDecoder('windows-1252').decode(bytes);
  }
}

/** Takes a table: dropped, chosen or pasted. */
export function CsvSource({ csv, text, onText, onLines }: CsvSourceProps): ReactNode {
  const t = useText();
  const [fault, setFault] = useState<string>();
  const [over, setOver] = useState(false);
  const area = useRef<HTMLTextAreaElement>(null);

  const take = async (file: File | null | undefined): Promise<void> => {
    setOver(false);
    if (!file) return;
    if (file.size > csv.LARGEST_CSV) {
      setFault(t('import.fileTooLarge', { size: csv.LARGEST_CSV / 1024 }));
      return;
    }
    setFault(undefined);
    onText(await textOf(file));
  };
  const drag = (event: DragEvent): void => {
    event.preventDefault();
    setOver(event.type !== 'dragleave');
  };
  const check = (event: FormEvent): void => {
    event.preventDefault();
    const { lines, headings, faults } = csv.readCsv(text);
    const [first] = faults;
    setFault(first && faultText(first, t));
    if (first) area.current?.focus();
    else onLines(lines, headings);
  };

  return (
    <form className={classes['source']} onSubmit={check} noValidate>
      <div
        className={classes['drop']}
        data-over={over}
        onDragOver={drag}
        onDragLeave={drag}
        onDrop={(event) => {
          event.preventDefault();
          void take(event.dataTransfer.files[0]);
        }}
      >
        <span className={classes['dropText']}>{t('import.drop')}</span>
        <FileButton accept=".csv,.tsv,.txt,text/csv" onChange={(file) => void take(file)}>
          {(props) => (
            <Button {...props} variant="default">
              {t('import.choose')}
            </Button>
          )}
        </FileButton>
        <Button
          variant="subtle"
          color="gray"
          onClick={() => saveFile('touchline-feeds.csv', csv.exampleCsv(), 'text/csv')}
        >
          {t('import.example')}
        </Button>
      </div>
      <Textarea
        ref={area}
        label={t('import.text')}
        description={t('import.textHelp', { most: csv.MOST_LINES })}
        classNames={{ input: classes['table'] ?? '' }}
        autosize
        minRows={8}
        maxRows={22}
        wrap="off"
        spellCheck={false}
        value={text}
        error={fault}
        onChange={(event) => onText(event.currentTarget.value)}
      />
      <details className={classes['columns']}>
        <summary>{t('import.columns')}</summary>
        <p>{t('import.columnsHelp')}</p>
        <dl className={classes['columnList']}>
          {csv.COLUMNS.map((name) => (
            <div key={name}>
              <dt>
                <code>{name}</code>
              </dt>
              <dd>{t(`csvColumn.${name}`)}</dd>
            </div>
          ))}
        </dl>
      </details>
      <div className={classes['end']}>
        <Button type="submit">{t('import.check')}</Button>
      </div>
    </form>
  );
}
