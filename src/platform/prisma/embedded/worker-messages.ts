import { type Endpoint } from './endpoint.js';

/** What the worker is started with. */
export interface WorkerInput {
  readonly dataDir: string;
  readonly endpoint: Endpoint;
}

export type ToWorker = { readonly type: 'probe'; readonly id: number } | { readonly type: 'close' };

export interface WorkerCounters {
  /** Files synced to disk since the worker started. */
  readonly syncs: number;
  /** Protocol messages served. */
  readonly messages: number;
}

export type FromWorker =
  | { readonly type: 'initialising' }
  | { readonly type: 'ready' }
  | { readonly type: 'alive'; readonly id: number; readonly counters: WorkerCounters }
  /** No later query would be answered: start another worker. */
  | { readonly type: 'broken'; readonly reason: string }
  | { readonly type: 'closed' };
