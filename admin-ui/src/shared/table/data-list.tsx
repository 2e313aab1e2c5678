import { Button, NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { describeError } from '../api/describe-error.js';
import { useText } from '../i18n/language.js';
import { timeText } from '../time-text.js';
import { Callout } from '../ui/callout.js';
import { Notice } from '../ui/notice.js';
import type { Column } from './column.js';
import classes from './data-list.module.css';
import { ListHead } from './list-head.js';
import type { ListPage } from './list-page.js';
import { isFiltered } from './list-state.js';
import { Pager } from './pager.js';
import { useOverflows } from './use-overflows.js';
import type { ListControls } from './use-list-state.js';

export interface DataListProps<T, F extends string, S extends string> {
  /** Names the table. */
  readonly caption: string;
  /** The first one heads the row. */
  readonly columns: readonly Column<T, S>[];
  readonly rowKey: (row: T) => string;
  readonly list: ListPage<T>;
  readonly controls: ListControls<F, S>;
  /** What to say when there is nothing, filter or no filter. */
  readonly empty: { readonly title: string; readonly help?: string; readonly action?: ReactNode };
  /** What can be done with a row: its last column. */
  readonly actions?: (row: T) => ReactNode;
  /** Such a row is shown as one of the past. */
  readonly isPast?: (row: T) => boolean;
}

/** A list of the server as a table, and as cards where there is no room for one. */
export function DataList<T, F extends string, S extends string>(props: DataListProps<T, F, S>): ReactNode {
  const { list, controls, empty } = props;
  const t = useText();
  const nothing = list.rows.length === 0 && !list.loading && !list.error;
  return (
    <div className={classes['list']}>
      <Trouble list={list} />
      <CardOrder {...props} />
      {(list.loading || list.rows.length > 0) && <Table {...props} />}
      {nothing && isFiltered(controls.state) && (
        <Notice title={t('list.noMatch')}>
          <Button variant="default" mt="sm" onClick={controls.clear}>
            {t('list.clear')}
          </Button>
        </Notice>
      )}
      {nothing && !isFiltered(controls.state) && (
        <Notice title={empty.title} {...(empty.help === undefined ? {} : { help: empty.help })}>
          {empty.action}
        </Notice>
      )}
      <Pager list={list} controls={controls} />
    </div>
  );
}

/** Says that nothing could be read, or that what is shown is old. */
function Trouble<T>({ list }: { readonly list: ListPage<T> }): ReactNode {
  const t = useText();
  if (!list.error) return null;
  const old = list.rows.length > 0 && list.readAt > 0;
  return (
    <Callout
      tone={old ? 'warn' : 'bad'}
      role="alert"
      title={old ? t('list.stale', { time: timeText(list.readAt) }) : t('list.failed')}
    >
      <p>{describeError(list.error, t)}</p>
      <Button variant="default" size="xs" loading={list.refreshing} onClick={list.reload}>
        {t('app.retry')}
      </Button>
    </Callout>
  );
}

/** Cards have no headers to sort by. */
function CardOrder<T, F extends string, S extends string>({
  columns,
  controls: { state, sortBy },
}: DataListProps<T, F, S>): ReactNode {
  const t = useText();
  const sortable = columns.filter(({ sort }) => sort !== undefined);
  if (sortable.length === 0) return null;
  return (
    <div className={classes['order']}>
      <NativeSelect
        label={t('list.order')}
        value={state.sort ? `${state.sort.descending ? '-' : ''}${state.sort.by}` : ''}
        onChange={({ currentTarget: { value } }) => {
          const descending = value.startsWith('-');
          const chosen = sortable.find(({ sort }) => sort === value.slice(descending ? 1 : 0));
          if (chosen?.sort !== undefined) sortBy(chosen.sort, descending);
        }}
        data={[
          ...(state.sort ? [] : [{ value: '', label: '–' }]),
          ...sortable.flatMap(({ sort = '', header }) => [
            { value: sort, label: t('list.up', { column: header }) },
            { value: `-${sort}`, label: t('list.down', { column: header }) },
          ]),
        ]}
      />
    </div>
  );
}

const PLACEHOLDERS = [0, 1, 2, 3, 4];

/** The roles are said because some readers forget them where the parts are laid out as cards. */
function Table<T, F extends string, S extends string>({
  caption,
  columns,
  rowKey,
  list,
  controls,
  actions,
  isPast,
}: DataListProps<T, F, S>): ReactNode {
  const t = useText();
  const [frame, overflows] = useOverflows();
  const old = Boolean(list.error) || list.readAt === 0;
  return (
    <div
      ref={frame}
      className={classes['frame']}
      {...(overflows ? { tabIndex: 0, role: 'region', 'aria-label': caption } : {})}
    >
      <table role="table" className={classes['table']} aria-busy={list.refreshing} data-old={old}>
        <caption className={classes['hidden']}>{caption}</caption>
        <ListHead columns={columns} controls={controls} withActions={actions !== undefined} />
        <tbody role="rowgroup">
          {list.loading &&
            PLACEHOLDERS.map((index) => (
              <tr role="row" key={index} className={classes['row']}>
                <td role="cell" colSpan={columns.length + (actions ? 1 : 0)} className={classes['cell']}>
                  <span className={classes['placeholder']}>
                    {index === 0 && <span className={classes['hidden']}>{t('app.loading')}</span>}
                  </span>
                </td>
              </tr>
            ))}
          {list.rows.map((row) => (
            <tr role="row" key={rowKey(row)} className={classes['row']} data-past={isPast?.(row)}>
              {columns.map(({ id, header, cell, align }, index) => {
                const Cell = index === 0 ? 'th' : 'td';
                return (
                  <Cell
                    key={id}
                    role={index === 0 ? 'rowheader' : 'cell'}
                    className={classes['cell']}
                    data-column={id}
                    data-label={header}
                    data-align={align}
                    {...(index === 0 ? { scope: 'row' } : {})}
                  >
                    <div className={classes['value']}>{cell(row)}</div>
                  </Cell>
                );
              })}
              {actions && (
                <td role="cell" className={classes['cell']} data-column="actions">
                  <div className={classes['actions']}>{actions(row)}</div>
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
