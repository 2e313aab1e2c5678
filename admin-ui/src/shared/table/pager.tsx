import { Button, NativeSelect } from '@mantine/core';
import { useEffect, useRef, type ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import classes from './data-list.module.css';
import type { ListPage } from './list-page.js';
import { MOST_LOADED } from './use-whole-list.js';
import { PAGE_SIZES } from './list-state.js';
import type { ListControls } from './use-list-state.js';

interface PagerProps<T> {
  readonly list: ListPage<T>;
  readonly controls: Pick<ListControls, 'state' | 'resize'>;
}

/** Where in the list this page is, and the way to the others. */
export function Pager<T>({ list, controls }: PagerProps<T>): ReactNode {
  const t = useText();
  const bar = useRef<HTMLDivElement>(null);
  const { page, hasNext, rows, total, cut, loading } = list;
  const { size } = controls.state;
  const shown = useRef(page);
  useEffect(() => {
    if (shown.current === page) return;
    shown.current = page;
    // A page is read from its top; the focus stays on what turned it.
    bar.current?.parentElement?.scrollIntoView({ block: 'start' });
  }, [page]);
  const from = (page - 1) * size + 1;
  const to = from + rows.length - 1;
  const range =
    rows.length === 0
      ? ''
      : total === undefined
        ? t('list.page', { page, from, to })
        : t('list.range', { from, to, total });
  const turns = page > 1 || hasNext;
  return (
    <div ref={bar} className={classes['pager']}>
      <p className={classes['range']} role="status">
        {loading ? t('app.loading') : range}
        {cut && ` ${t('list.cut', { count: MOST_LOADED })}`}
      </p>
      {(turns || size !== PAGE_SIZES[0]) && (
        <NativeSelect
          className={classes['size']}
          aria-label={t('list.size')}
          size="xs"
          value={size}
          onChange={(event) => controls.resize(Number(event.currentTarget.value))}
          data={PAGE_SIZES.map((value) => ({
            value: String(value),
            label: t('list.rows', { count: value }),
          }))}
        />
      )}
      {turns && (
        <nav className={classes['turns']} aria-label={t('list.pages')}>
          <Turn label={t('list.previous')} possible={page > 1} onTurn={list.previous} />
          <Turn label={t('list.next')} possible={hasNext} onTurn={list.next} />
        </nav>
      )}
    </div>
  );
}

interface TurnProps {
  readonly label: string;
  readonly possible: boolean;
  readonly onTurn: () => void;
}

/** Keeps the focus when there is no further page. */
function Turn({ label, possible, onTurn }: TurnProps): ReactNode {
  return (
    <Button
      variant="default"
      size="xs"
      aria-disabled={!possible}
      data-disabled={!possible || undefined}
      onClick={() => {
        if (possible) onTurn();
      }}
    >
      {label}
    </Button>
  );
}
