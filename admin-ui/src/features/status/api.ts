import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../shared/api/api.js';
import { NetworkError } from '../../shared/api/api-error.js';

export interface Finding {
  readonly status: 'ok' | 'failed';
  readonly detail?: string;
}

export interface Readiness {
  readonly status: 'ready' | 'draining' | 'unavailable';
  readonly node: string;
  readonly checks: Readonly<Record<string, Finding>>;
}

export interface System {
  readonly node: string;
  readonly version: string;
  /** The version of Node.js. */
  readonly runtime: string;
  readonly startedAt: string;
  /** Absent while the database is away. */
  readonly epoch?: string;
  readonly database: Finding & {
    readonly kind: 'embedded' | 'postgresql';
    readonly version?: string;
    readonly answeredInMs?: number;
    /** The database's clock less the node's. */
    readonly clockAheadMs?: number;
  };
  readonly relay: Finding & { readonly kind: 'local' | 'classic' | 'sharded' | 'cluster' };
  readonly hints: readonly { readonly code: string; readonly detail: string }[];
}

const POLL_MS = 5_000;
const ANSWER_MS = 5_000;

/** Not below /api, and its body says most when its status is 503. */
async function readReadiness(signal: AbortSignal): Promise<Readiness> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(ANSWER_MS)]);
  try {
    const response = await fetch('/readyz', { signal: limit });
    return (await response.json()) as Readiness;
  } catch (error) {
    if (signal.aborted) throw error;
    throw new NetworkError(String(error));
  }
}

export const readinessQuery = queryOptions({
  queryKey: ['readiness'],
  queryFn: ({ signal }) => readReadiness(signal),
  refetchInterval: POLL_MS,
  retry: false,
});

export function systemQuery(api: Api) {
  return queryOptions({
    queryKey: ['system'],
    queryFn: ({ signal }) => api.call<System>('/system', { signal, timeoutMs: ANSWER_MS }),
    refetchInterval: POLL_MS,
    retry: false,
  });
}
