import { Alert, type AlertProps, Button, FileButton, Group } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { useState, type ReactNode } from 'react';
import { useText } from '../../shared/i18n/language.js';
import type { Translate } from '../../shared/i18n/translate.js';
import { MAX_FILE_BYTES, readKeyFile, writeKeyFile, type FileFault } from '../../shared/keys/key-file.js';
import { assign, effectiveKeys, ownKeys, type DeskKeys, type KeyMap } from '../../shared/keys/key-map.js';
import type { KeyStore, OwnKeys } from '../../shared/keys/key-store.js';
import { clashesIn, type Clash } from '../../shared/keys/neighbours.js';
import { useKeyStore } from '../../shared/keys/use-keys.js';
import { strokeText } from '../../shared/ui/key-cap.js';
import classes from './keys-page.module.css';

interface KeyTransferProps {
  readonly desks: readonly DeskKeys[];
}

type Result =
  | { readonly kind: 'refused'; readonly faults: readonly FileFault[] }
  | { readonly kind: 'clashes'; readonly clashes: readonly Clash[] }
  | { readonly kind: 'tooLarge' }
  | { readonly kind: 'taken'; readonly count: number; readonly before: OwnKeys };

/** Takes keys out to a file, and in from one. */
export function KeyTransfer({ desks }: KeyTransferProps): ReactNode {
  const t = useText();
  const store = useKeyStore();
  const [result, setResult] = useState<Result>();
  const take = async (file: File | null): Promise<void> => {
    if (!file) return;
    if (file.size > MAX_FILE_BYTES) return setResult({ kind: 'tooLarge' });
    const read = readKeyFile(await file.text(), desks);
    if ('faults' in read) return setResult({ kind: 'refused', faults: read.faults });
    const before = store.all();
    const { own, count } = merged(desks, store, read.keys);
    const clashes = clashesIn(desks, own);
    if (clashes.length > 0) return setResult({ kind: 'clashes', clashes });
    if (!store.replace(own)) notifications.show({ message: t('keys.notKept'), color: 'red' });
    setResult({ kind: 'taken', count, before });
  };
  return (
    <div className={classes['transfer']}>
      <Group gap="xs">
        <Button variant="default" onClick={() => download(writeKeyFile(allKeys(desks, store)))}>
          {t('keys.export')}
        </Button>
        <FileButton accept="application/json,.json" onChange={(file) => void take(file)}>
          {(props) => (
            <Button variant="default" {...props}>
              {t('keys.import')}
            </Button>
          )}
        </FileButton>
      </Group>
      <TransferResult
        desks={desks}
        result={result}
        onClose={() => setResult(undefined)}
        onUndo={(before) => {
          store.replace(before);
          setResult(undefined);
        }}
      />
    </div>
  );
}

interface TransferResultProps extends KeyTransferProps {
  readonly result: Result | undefined;
  readonly onClose: () => void;
  readonly onUndo: (before: OwnKeys) => void;
}

function TransferResult({ desks, result, onClose, onUndo }: TransferResultProps): ReactNode {
  const t = useText();
  const close = { withCloseButton: true, closeButtonLabel: t('keys.closeResult'), onClose };
  switch (result?.kind) {
    case undefined:
      return null;
    case 'taken':
      return (
        <Alert color="green" role="status" {...close}>
          {t('keys.imported', { count: result.count })}{' '}
          {result.count > 0 && (
            <Button size="compact-xs" variant="default" onClick={() => onUndo(result.before)}>
              {t('keys.undoImport')}
            </Button>
          )}
        </Alert>
      );
    case 'tooLarge':
      return (
        <Alert color="red" role="alert" {...close}>
          {t('keys.tooLarge', { kilobytes: MAX_FILE_BYTES / 1024 })}
        </Alert>
      );
    case 'clashes':
      return <Refusal said={result.clashes.map((clash) => clashText(t, clash))} {...close} />;
    case 'refused':
      return <Refusal said={result.faults.map((fault) => faultText(t, desks, fault))} {...close} />;
  }
}

function Refusal({
  said,
  ...close
}: { readonly said: readonly string[] } & Pick<
  AlertProps,
  'withCloseButton' | 'closeButtonLabel' | 'onClose'
>): ReactNode {
  const t = useText();
  return (
    <Alert color="red" role="alert" title={t('keys.refused')} {...close}>
      <ul className={classes['faults']}>
        {said.map((one) => (
          <li key={one}>{one}</li>
        ))}
      </ul>
    </Alert>
  );
}

function clashText(t: Translate, { desk, action, stroke, other }: Clash): string {
  return t('keys.file.elsewhere', {
    desk: t(desk.title),
    action: desk.nameOf(t, action),
    key: strokeText(t, stroke),
    other: other.desk.nameOf(t, other.action),
    otherDesk: t(other.desk.title),
  });
}

function allKeys(desks: readonly DeskKeys[], store: KeyStore): Readonly<Record<string, KeyMap>> {
  return Object.fromEntries(desks.map(({ id, defaults }) => [id, effectiveKeys(defaults, store.own(id))]));
}

/** What is kept once the actions in the file have its keys; `count` of them had others. */
function merged(
  desks: readonly DeskKeys[],
  store: KeyStore,
  file: Readonly<Record<string, KeyMap>>,
): { readonly own: OwnKeys; readonly count: number } {
  let count = 0;
  const own: Record<string, KeyMap> = { ...store.all() };
  for (const { id, defaults } of desks) {
    const before = effectiveKeys(defaults, store.own(id));
    const after = Object.entries(file[id] ?? {}).reduce(
      (keys, [action, strokes]) => assign(keys, action, strokes),
      before,
    );
    count += Object.keys(ownKeys(before, after)).length;
    own[id] = ownKeys(defaults, after);
  }
  return { own, count };
}

function faultText(t: Translate, desks: readonly DeskKeys[], fault: FileFault): string {
  const desk = 'desk' in fault ? desks.find(({ id }) => id === fault.desk) : undefined;
  const named = (action: string): string =>
    desk && Object.hasOwn(desk.defaults, action) ? desk.nameOf(t, action) : action;
  return t(`keys.file.${fault.code}`, {
    ...('version' in fault ? { version: fault.version } : {}),
    ...('desk' in fault ? { desk: desk ? t(desk.title) : fault.desk } : {}),
    ...('action' in fault ? { action: named(fault.action) } : {}),
    ...('other' in fault ? { other: named(fault.other) } : {}),
    ...('stroke' in fault ? { key: strokeText(t, fault.stroke) } : {}),
  });
}

function download(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'application/json' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = 'touchline-keys.json';
  link.click();
  URL.revokeObjectURL(url);
}
