/** Who did what, as REST shows it. */
export interface AuditEntry {
  readonly id: string;
  /** ISO 8601. */
  readonly at: string;
  /** `user:…`, `key:…`, `anonymous`, `system`. */
  readonly actor: string;
  readonly actorName?: string;
  readonly action: string;
  /** Such as `feed:a` or `user:7`. */
  readonly target?: string;
  readonly feed?: string;
  readonly address?: string;
  readonly before?: unknown;
  readonly after?: unknown;
}
