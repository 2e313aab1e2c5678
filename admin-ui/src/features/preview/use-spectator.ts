import { connect } from '@touchline/client';
import { useEffect, useState, useSyncExternalStore } from 'react';
import type { KindName } from '../../../../src/core/kinds/kind.js';
import { FramePace } from '../../shared/live/pace.js';
import { Spectator, type Spectated } from './spectator.js';

const never = (): (() => void) => () => undefined;
const nothing = (): undefined => undefined;

/** What somebody without credentials sees of a feed. Prices are followed as the public page follows them: their newest state. */
export function useSpectator(feed: string, kind: KindName): Spectated | undefined {
  const [spectator, setSpectator] = useState<Spectator>();
  useEffect(() => {
    const client = connect(location.origin, { anonymous: true });
    const opened = new Spectator(client, feed, kind === 'quote' ? 'latest' : 'every', new FramePace());
    setSpectator(opened);
    return () => {
      opened.close();
      setSpectator(undefined);
    };
  }, [feed, kind]);
  return useSyncExternalStore<Spectated | undefined>(
    spectator?.subscribe ?? never,
    spectator?.view ?? nothing,
  );
}
