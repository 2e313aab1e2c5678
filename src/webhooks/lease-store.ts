import { Prisma, type PrismaClient } from '../platform/prisma/generated/client.js';
import type { HeldWebhook, Lease, PauseReason } from './held-webhook.js';

const COLUMNS = Prisma.sql`w.id, w.lease_token::text AS token, w.owner, w.url, w.feeds, w.types, w.revision,
  w.paused_at IS NOT NULL AS paused,
  CASE WHEN w.previous_secret_until > clock_timestamp() THEN ARRAY[w.secret, w.previous_secret]
  ELSE ARRAY[w.secret] END AS secrets`;

function end(leaseMs: number): Prisma.Sql {
  return Prisma.sql`clock_timestamp() + make_interval(secs => ${leaseMs / 1000}::float8)`;
}

/**
 * Who delivers to which webhook. Only the database's clock is asked, so that clocks of nodes may differ.
 *
 * Invariant: a lease has one owner, and each change of owner raises the token.
 */
export class LeaseStore {
  readonly #client: PrismaClient;

  /** @param owner names this process, and no other that ever was */
  constructor(
    client: PrismaClient,
    readonly owner: string,
  ) {
    this.#client = client;
  }

  /** Takes at most `limit` webhooks that nobody holds, longest abandoned first. */
  claim(limit: number, leaseMs: number): Promise<readonly HeldWebhook[]> {
    return this.#client.$queryRaw<HeldWebhook[]>`
      WITH free AS MATERIALIZED (
        SELECT id FROM webhook WHERE paused_at IS NULL AND (lease_until IS NULL OR lease_until <= clock_timestamp())
        ORDER BY lease_until NULLS FIRST LIMIT ${limit}::int FOR UPDATE SKIP LOCKED
      )
      UPDATE webhook w SET lease_owner = ${this.owner}, lease_token = w.lease_token + 1, lease_until = ${end(leaseMs)}
      FROM free WHERE w.id = free.id RETURNING ${COLUMNS}`;
  }

  /** What is still held of `leases`, as it is now. What is missing was deleted, or somebody else took it. */
  async renew(
    leases: readonly { readonly id: string; readonly token: string }[],
    leaseMs: number,
  ): Promise<readonly HeldWebhook[]> {
    if (leases.length === 0) return [];
    const held = JSON.stringify(leases.map(({ id, token }) => ({ id, token })));
    return this.#client.$queryRaw<HeldWebhook[]>`
      UPDATE webhook w SET lease_until = ${end(leaseMs)}
      FROM jsonb_to_recordset(${held}::jsonb) AS l(id text, token bigint)
      WHERE w.id = l.id AND w.lease_token = l.token AND w.lease_owner = ${this.owner} RETURNING ${COLUMNS}`;
  }

  /** Leaves it to whoever comes next, at once. */
  async release({ id, token }: { readonly id: string; readonly token: string }): Promise<void> {
    await this.#client.$executeRaw`
      UPDATE webhook SET lease_owner = NULL, lease_until = NULL
      WHERE id = ${id} AND lease_token = ${token}::bigint AND lease_owner = ${this.owner}`;
  }

  /** False: it is no longer held, or was paused already. */
  async pause({ id, token, owner }: Lease, reason: PauseReason, detail: string): Promise<boolean> {
    const changed = await this.#client.$executeRaw`
      UPDATE webhook SET paused_at = clock_timestamp(), paused_reason = ${reason}, paused_detail = ${detail},
        changed_at = clock_timestamp(), revision = revision + 1
      WHERE id = ${id} AND lease_token = ${token}::bigint AND lease_owner = ${owner} AND paused_at IS NULL`;
    return changed > 0;
  }
}
