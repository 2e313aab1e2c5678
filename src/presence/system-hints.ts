/** What an operator may want to know or change. */
export interface Hint {
  readonly code: string;
  /** With the remedy. */
  readonly detail: string;
}

/** What hints hang on. */
export interface Circumstances {
  readonly database: 'embedded' | 'postgresql';
  /** `local`: there is one node. */
  readonly relay: 'local' | 'classic' | 'sharded' | 'cluster';
  readonly trustsProxies: boolean;
  readonly privateWebhooks: boolean;
  readonly plainWebhooks: boolean;
  /** A proxy says that it sent the request on. */
  readonly forwarded: boolean;
  /** The database's clock less the node's; absent when it was not asked. */
  readonly clockAheadMs?: number;
}

/** Ages and delays are told by both clocks. */
const SKEW_MS = 1000;

const HINTS: readonly (Hint & { readonly when: (circumstances: Circumstances) => boolean })[] = [
  {
    code: 'proxy_not_trusted',
    detail:
      'Requests come through a proxy that is not believed, so that all of them seem to come from its address: limits by address and the audit are wrong. Set TRUST_PROXY.',
    when: ({ forwarded, trustsProxies }) => forwarded && !trustsProxies,
  },
  {
    code: 'clocks_apart',
    detail: 'The clocks of this node and of the database are more than a second apart. Keep both by NTP.',
    when: ({ clockAheadMs = 0 }) => Math.abs(clockAheadMs) > SKEW_MS,
  },
  {
    code: 'private_webhooks',
    detail:
      'Webhooks may be sent to addresses that are not public. Whoever may register one reaches those from this host; set WEBHOOK_ALLOW_PRIVATE=off if nobody needs it.',
    when: ({ privateWebhooks }) => privateWebhooks,
  },
  {
    code: 'embedded_database',
    detail:
      'The embedded database serves one node and lives in DATA_DIR: back that folder up. Set DATABASE_URL for more nodes or standbys.',
    when: ({ database }) => database === 'embedded',
  },
  {
    code: 'single_node',
    detail: 'Without REDIS_URL this is the only node. Set it before you start a second one.',
    when: ({ relay, database }) => relay === 'local' && database === 'postgresql',
  },
  {
    code: 'plain_webhooks',
    detail: 'Webhooks may be sent without TLS. Set WEBHOOK_HTTPS_ONLY=on to refuse such addresses.',
    when: ({ plainWebhooks }) => plainWebhooks,
  },
];

/** The most urgent first. */
export function hintsOf(circumstances: Circumstances): readonly Hint[] {
  return HINTS.filter(({ when }) => when(circumstances)).map(({ code, detail }) => ({ code, detail }));
}
