import type { JsonObject } from '../../src/core/json/json.js';
import { custom } from '../../src/core/kinds/custom/custom.js';
import type { Kind, KindName } from '../../src/core/kinds/kind.js';
import { kindOf } from '../../src/core/kinds/registry.js';

/**
 * A kind whose state tells every order of events from every other, and that knows all that a kind may: a final lock, events it does
 * not accept, a config that its reducer reads.
 */
export const journal: Kind = {
  ...custom,
  name: 'tennis',
  dataIsPatch: false,
  parseConfig: (config) => ({ ok: true, value: config }),
  configChangesState: (before, after) => before['start'] !== after['start'],
  parseUpdate: (type, data) =>
    type === 'note' && typeof data['n'] !== 'number'
      ? { ok: false, issues: [{ path: 'data.n', message: 'must be a number' }] }
      : { ok: true, value: { ...data, type } },
  initial: (config) => ({ digest: config['start'] ?? 1, entries: {} }),
  reduce: (state, event) => {
    if (event.data['ignored'] === true) return state;
    const digest = (Number(state['digest']) * 31 + event.seq * 7 + Number(event.data['n'] ?? 0)) % 1_000_003;
    const entry = { type: event.type, n: event.data['n'] ?? 0, at: event.occurredAt };
    const entries: JsonObject = { ...(state['entries'] as JsonObject), [event.seq]: entry };
    return { ...state, digest, entries, ...(event.type === 'end' ? { status: 'final' } : {}) };
  },
  refuses: (state, { type, reason }) =>
    state['status'] === 'final' && !(type === 'status' && reason) ? 'The feed is final.' : undefined,
  statusOf: (state) => (state['status'] as string | undefined) ?? 'live',
};

/** The registered kinds, with the journal in place of tennis. */
export function kindsWithJournal(name: KindName): Kind {
  return name === 'tennis' ? journal : kindOf(name);
}
