import { failureOf } from './database-errors.js';
import { type PrismaClient } from './generated/client.js';

/** Which history a database has. It differs from an earlier one of the same database if that may have been rewound. */
export interface DatabaseIdentity {
  /** Of the cluster, made by initdb: another one after a dump was loaded elsewhere. */
  readonly systemId: string;
  /** Grows when a server is promoted or restored to a point in time. */
  readonly timeline: number;
}

/** SQLSTATE of a refused function, and of one that this server does not have. */
const NOT_ALLOWED = ['42501', '42883', '0A000'];

/**
 * Undefined where the server does not tell, as some hosted ones: a restore must then be declared by hand (`touchline epoch new`).
 *
 * The timeline is the one that is being written. That of the last checkpoint lags behind a promotion for a while.
 */
export async function databaseIdentity(
  client: Pick<PrismaClient, '$queryRaw'>,
): Promise<DatabaseIdentity | undefined> {
  try {
    const [row] = await client.$queryRaw<{ system_id: string; timeline: number }[]>`
      SELECT system_identifier::text AS system_id,
        CASE WHEN pg_is_in_recovery() THEN (SELECT timeline_id FROM pg_control_checkpoint())
        ELSE ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int END AS timeline
      FROM pg_control_system()`;
    return row && { systemId: row.system_id, timeline: row.timeline };
  } catch (error) {
    if (failureOf(error) === 'other' && NOT_ALLOWED.some((code) => mentions(error, code))) return undefined;
    throw error;
  }
}

/** Prisma keeps the SQLSTATE of a raw query in one of two places, by version and adapter. */
function mentions(error: unknown, code: string): boolean {
  const { meta } = error as { meta?: { code?: string; driverAdapterError?: { cause?: unknown } } };
  const cause = meta?.driverAdapterError?.cause as { originalCode?: string; code?: string } | undefined;
  return [meta?.code, cause?.originalCode, cause?.code].includes(code);
}
