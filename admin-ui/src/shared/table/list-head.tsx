import { UnstyledButton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useText } from '../i18n/language.js';
import type { Column } from './column.js';
import classes from './data-list.module.css';
import type { ListControls } from './use-list-state.js';

interface ListHeadProps<T, F extends string, S extends string> {
  readonly columns: readonly Column<T, S>[];
  readonly controls: ListControls<F, S>;
  readonly withActions: boolean;
}

/** The headers; a press on one that can be sorted by turns the order. */
export function ListHead<T, F extends string, S extends string>({
  columns,
  controls: { state, sortBy },
  withActions,
}: ListHeadProps<T, F, S>): ReactNode {
  const t = useText();
  return (
    <thead role="rowgroup" className={classes['head']}>
      <tr role="row">
        {columns.map(({ id, header, sort, align }) => {
          const order =
            sort === undefined || state.sort?.by !== sort
              ? undefined
              : state.sort.descending
                ? 'descending'
                : 'ascending';
          return (
            <th
              key={id}
              role="columnheader"
              scope="col"
              className={classes['header']}
              data-align={align}
              aria-sort={order}
            >
              {sort === undefined ? (
                header
              ) : (
                <UnstyledButton className={classes['sort']} onClick={() => sortBy(sort)}>
                  {header}
                  <span aria-hidden className={classes['arrow']}>
                    {order === 'ascending' ? '▲' : order === 'descending' ? '▼' : '↕'}
                  </span>
                </UnstyledButton>
              )}
            </th>
          );
        })}
        {withActions && (
          <th role="columnheader" scope="col" className={classes['header']}>
            <span className={classes['hidden']}>{t('list.actions')}</span>
          </th>
        )}
      </tr>
    </thead>
  );
}
