import { queryOptions } from '@tanstack/react-query';
import type { Api } from '../../../shared/api/api.js';
import { readWhole, type ServerPage } from '../../../shared/table/list-page.js';
import type { AuditEntry } from './audit-entry.js';

export const AUDIT = ['audit'] as const;

export const AUDIT_FILTERS = ['actor', 'action', 'feed', 'target', 'address', 'from', 'to'] as const;
export type AuditFilter = (typeof AUDIT_FILTERS)[number];

export interface AuditQuery {
  readonly filters: Readonly<Record<AuditFilter, string>>;
  readonly limit: number;
  readonly cursor: string | undefined;
}

/** Newest first. */
export function listAudit(
  api: Api,
  { filters, limit, cursor }: AuditQuery,
  signal?: AbortSignal,
): Promise<ServerPage<AuditEntry>> {
  const query = new URLSearchParams({ limit: String(limit) });
  for (const name of AUDIT_FILTERS) if (filters[name] !== '') query.set(name, filters[name]);
  if (cursor !== undefined) query.set('cursor', cursor);
  return api.call(`/audit?${query}`, { signal });
}

export interface Account {
  /** As the audit names it. */
  readonly actor: string;
  readonly name: string;
}

const MOST_ACCOUNTS = 500;

async function listAccounts(api: Api, signal: AbortSignal): Promise<readonly Account[]> {
  interface Person {
    readonly id: string;
    readonly email: string;
    readonly name?: string;
  }
  interface Key {
    readonly id: string;
    readonly name: string;
  }
  const all = async <T>(path: string): Promise<readonly T[]> => {
    const load = (cursor: string | undefined): Promise<ServerPage<T>> =>
      api.call(`${path}?limit=500${cursor === undefined ? '' : `&cursor=${cursor}`}`, { signal });
    return (await readWhole(load, MOST_ACCOUNTS)).items;
  };
  const [people, keys] = await Promise.all([all<Person>('/users'), all<Key>('/api-keys')]);
  return [
    ...people.map(({ id, email, name }) => ({ actor: `user:${id}`, name: name ?? email })),
    ...keys.map(({ id, name }) => ({ actor: `key:${id}`, name })),
  ];
}

/** People and keys that there are now. */
export function accountsQuery(api: Api) {
  return queryOptions({
    queryKey: [...AUDIT, 'accounts'],
    queryFn: ({ signal }) => listAccounts(api, signal),
    staleTime: 60_000,
  });
}
