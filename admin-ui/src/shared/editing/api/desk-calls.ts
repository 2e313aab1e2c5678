import type { FeedEditors } from '../../../../../src/core/protocol/messages.js';
import type { Api } from '../../api/api.js';

/** A beat that hangs must not keep the next one from coming in time. */
const TIMEOUT_MS = 4_000;

/** What a tab says of itself at a feed's desk. */
export interface DeskCalls {
  /** It is there, and will be for ten seconds. */
  meet(): Promise<FeedEditors>;
  take(takeOver: boolean): Promise<FeedEditors>;
  release(): Promise<void>;
  /** Also while the page is going away. */
  leave(): Promise<void>;
}

export function deskCalls(api: Api, feed: string, tab: string): DeskCalls {
  const path = `/feeds/${encodeURIComponent(feed)}`;
  const common = { timeoutMs: TIMEOUT_MS } as const;
  const write = { ...common, method: 'POST' } as const;
  const end = { ...common, method: 'DELETE', keepalive: true } as const;
  return {
    meet: () => api.call(`${path}/editors`, { ...write, body: { tab } }),
    take: (takeOver) => api.call(`${path}/lock`, { ...write, body: { tab, takeOver } }),
    release: () => api.call(`${path}/lock/${tab}`, end),
    leave: () => api.call(`${path}/editors/${tab}`, end),
  };
}
