import { actorNameOf, actorOf, type Caller } from '../access/caller.js';
import type { Doer } from './audit.js';

/** A caller as the audit names it. */
export function doerOf(caller: Caller): Doer {
  const actorName = actorNameOf(caller);
  return {
    actor: actorOf(caller),
    ...(actorName === undefined ? {} : { actorName }),
    ...(caller.address === undefined ? {} : { address: caller.address }),
  };
}

/** The server itself, at start. */
export const SYSTEM: Doer = { actor: 'system' };
