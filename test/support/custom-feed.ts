import type { NewFeed } from '../../src/event-log/event-log.js';

/** A feed of kind custom that takes anything, public and live unless `more` says otherwise. */
export function customFeed(id: string, more: Partial<NewFeed> = {}): NewFeed {
  return {
    id,
    kind: 'custom',
    title: id,
    tags: [],
    config: {},
    publicDelaySeconds: 0,
    holdSeconds: 0,
    ...more,
  };
}
