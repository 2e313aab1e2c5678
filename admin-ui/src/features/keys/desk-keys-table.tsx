import { ActionIcon, Button, Group } from '@mantine/core';
import { useEffect, useRef, type ReactNode, type RefObject } from 'react';
import { useText } from '../../shared/i18n/language.js';
import type { Translate } from '../../shared/i18n/translate.js';
import { MAX_STROKES, type DeskKeys } from '../../shared/keys/key-map.js';
import { KeyCap, strokeText } from '../../shared/ui/key-cap.js';
import classes from './keys-page.module.css';
import { useCapture } from './use-capture.js';
import { useRebinding, type Capture, type Rebinding } from './use-rebinding.js';

interface DeskKeysTableProps {
  readonly desk: DeskKeys;
  /** All there are. */
  readonly desks: readonly DeskKeys[];
}

/** The actions of one desk with their keys: press one to change it. */
export function DeskKeysTable({ desk, desks }: DeskKeysTableProps): ReactNode {
  const t = useText();
  const rebinding = useRebinding(desk, desks);
  const { capture, keys, isOwn, stroke, remove, cancel, reset } = rebinding;
  useCapture(capture !== undefined && !capture.conflict, { stroke, remove, cancel });
  const changed = Object.keys(keys).some(isOwn);
  return (
    <section className={classes['desk']} aria-label={t(desk.title)}>
      <div className={classes['groups']}>
        {desk.groups.map(({ title, actions }) => (
          <section key={title} className={classes['group']}>
            <h2 className={classes['title']}>{t(title)}</h2>
            <ul className={classes['rows']}>
              {actions.map((action) => (
                <Row key={action} desk={desk} action={action} rebinding={rebinding} />
              ))}
            </ul>
          </section>
        ))}
      </div>
      <Button variant="default" disabled={!changed} onClick={() => reset()}>
        {t('keys.resetAll')}
      </Button>
    </section>
  );
}

interface RowProps {
  readonly desk: DeskKeys;
  readonly action: string;
  readonly rebinding: Rebinding;
}

function Row({ desk, action, rebinding }: RowProps): ReactNode {
  const t = useText();
  const { keys, capture, isOwn, begin, reset } = rebinding;
  const label = desk.nameOf(t, action);
  const strokes = keys[action] ?? [];
  const mine = capture?.action === action ? capture : undefined;
  const row = useFocusAfter(mine !== undefined);
  return (
    <li ref={row} className={classes['row']} data-action={action} data-own={isOwn(action)}>
      <div className={classes['line']}>
        <span className={classes['label']}>{label}</span>
        <div className={classes['keys']}>
          {strokes.length === 0 && !mine && <span className={classes['none']}>{t('keys.none')}</span>}
          {strokes.map((stroke, index) => (
            <KeyButton
              key={index}
              capturing={mine?.old === stroke}
              name={t('keys.change', { key: strokeText(t, stroke), action: label })}
              onClick={() => begin(action, stroke)}
            >
              <KeyCap stroke={stroke} />
            </KeyButton>
          ))}
          {strokes.length < MAX_STROKES && (
            <KeyButton
              capturing={mine !== undefined && mine.old === undefined}
              name={t('keys.add', { action: label })}
              onClick={() => begin(action)}
            >
              +
            </KeyButton>
          )}
          <ActionIcon
            variant="subtle"
            color="gray"
            className={classes['reset'] ?? ''}
            disabled={!isOwn(action)}
            aria-label={t('keys.reset', { action: label })}
            title={t('keys.reset', { action: label })}
            onClick={() => reset(action)}
          >
            ↺
          </ActionIcon>
        </div>
      </div>
      {mine && <CaptureHelp desk={desk} rebinding={rebinding} />}
    </li>
  );
}

interface KeyButtonProps {
  readonly capturing: boolean;
  readonly name: string;
  readonly onClick: () => void;
  readonly children: ReactNode;
}

function KeyButton({ capturing, name, onClick, children }: KeyButtonProps): ReactNode {
  const t = useText();
  return (
    <button
      type="button"
      className={classes['key']}
      data-capturing={capturing}
      aria-label={capturing ? undefined : name}
      onClick={onClick}
    >
      {capturing ? t('keys.press') : children}
    </button>
  );
}

/** What asked for a decision is gone with it: its row has the focus then, and not the page. */
function useFocusAfter(busy: boolean): RefObject<HTMLLIElement | null> {
  const row = useRef<HTMLLIElement>(null);
  const wasBusy = useRef(false);
  useEffect(() => {
    if (wasBusy.current && !busy && document.activeElement === document.body)
      row.current?.querySelector('button')?.focus();
    wasBusy.current = busy;
  }, [busy]);
  return row;
}

function CaptureHelp({ desk, rebinding }: Omit<RowProps, 'action'>): ReactNode {
  const t = useText();
  const { capture, decide, cancel, remove } = rebinding;
  if (!capture) return null;
  const { conflict, fault, old } = capture;
  if (conflict) {
    const what = { key: strokeText(t, conflict.stroke), action: desk.nameOf(t, conflict.holder) };
    return (
      <div className={classes['help']} role="alert">
        <p>{t('keys.taken', what)}</p>
        <Group gap="xs">
          {old !== undefined && (
            <Button size="xs" autoFocus onClick={() => decide('swap')}>
              {t('keys.swap', { key: strokeText(t, old), action: what.action })}
            </Button>
          )}
          <Button
            size="xs"
            variant={old === undefined ? 'filled' : 'default'}
            autoFocus={old === undefined}
            onClick={() => decide('take')}
          >
            {t('keys.take', what)}
          </Button>
          <Button size="xs" variant="default" onClick={cancel}>
            {t('app.cancel')}
          </Button>
        </Group>
      </div>
    );
  }
  return (
    <div className={classes['help']} role="status">
      <p>{fault ? faultText(t, fault) : t('keys.pressHelp')}</p>
      <Group gap="xs">
        {old !== undefined && (
          <Button size="xs" variant="default" onClick={remove}>
            {t('keys.remove', { key: strokeText(t, old) })}
          </Button>
        )}
        <Button size="xs" variant="default" onClick={cancel}>
          {t('app.cancel')}
        </Button>
      </Group>
    </div>
  );
}

function faultText(t: Translate, fault: NonNullable<Capture['fault']>): string {
  const key = strokeText(t, fault.stroke);
  if (fault.code !== 'elsewhere') return t(`keys.fault.${fault.code}`, { key });
  const { desk, action } = fault.holder;
  return t('keys.fault.elsewhere', { key, desk: t(desk.title), action: desk.nameOf(t, action) });
}
