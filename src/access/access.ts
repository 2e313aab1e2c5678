import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../core/protocol/errors.js';
import { matchesPattern, type Scope } from '../core/protocol/permissions.js';
import { ANONYMOUS, type Caller, type KeyCaller } from './caller.js';

/** How much of a feed a caller may see: see `View` of the event log. */
export interface Visibility {
  readonly delaySeconds: number;
}

/** What it takes to find out how public a feed is; the event log has it. */
export interface FeedLookup {
  feed(id: string, view: Visibility): Promise<{ readonly publicDelaySeconds: number | null } | undefined>;
}

const LIVE: Visibility = { delaySeconds: 0 };
const SCHEME = /^Bearer +([\x21-\x7e]+) *$/i;

/** Digests have one length whatever the key's, so that comparing tells nothing of it. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/**
 * Who asks, and what they may do. A feed that a caller may not see answers exactly like one that does not exist; what they may
 * change is decided before anything is looked up, so a refusal tells nothing either.
 */
export class Access {
  readonly #adminKey: Buffer | undefined;
  readonly #admin: KeyCaller = {
    kind: 'key',
    id: 'admin',
    scopes: new Set<Scope>(['admin']),
    feeds: undefined,
  };

  /** @param adminApiKey the key of scope `admin` from the configuration, if there is one */
  constructor(adminApiKey: string | undefined) {
    this.#adminKey = adminApiKey === undefined ? undefined : digest(adminApiKey);
  }

  /** The caller of an `Authorization` header. Rejects with `unauthenticated` what is not valid: it never becomes anonymous. */
  async authenticateHeader(authorization: string | undefined): Promise<Caller> {
    if (authorization === undefined) return ANONYMOUS;
    const credential = SCHEME.exec(authorization)?.[1];
    if (credential === undefined) {
      throw new AppError(
        'unauthenticated',
        'The Authorization header is not understood. Send "Authorization: Bearer <key>".',
      );
    }
    return this.authenticate(credential);
  }

  /** The caller of a bare credential (a key or token), as sockets send it; undefined is anonymous. */
  async authenticate(credential: string | undefined): Promise<Caller> {
    if (credential === undefined) return ANONYMOUS;
    if (this.#adminKey && timingSafeEqual(digest(credential), this.#adminKey)) return this.#admin;
    throw new AppError(
      'unauthenticated',
      'This key is not valid here: it may be mistyped, expired or revoked. Send a valid one, or none to read public feeds.',
    );
  }

  /** Whether the caller has a scope, for one feed if an id is given. */
  may(caller: Caller, scope: Scope, feedId?: string): boolean {
    if (caller.kind === 'anonymous') return false;
    if (!caller.scopes.has('admin') && !caller.scopes.has(scope)) return false;
    return feedId === undefined || coversFeed(caller, feedId);
  }

  /** Throws `unauthenticated` without a credential, `forbidden` with one that does not suffice. */
  demand(caller: Caller, scope: Scope, feedId?: string): void {
    if (this.may(caller, scope, feedId)) return;
    if (caller.kind === 'anonymous') {
      throw new AppError(
        'unauthenticated',
        `This needs a key with the scope ${scope}. Send it as "Authorization: Bearer tl_…".`,
      );
    }
    throw new AppError(
      'forbidden',
      feedId === undefined || !this.may(caller, scope)
        ? `This key lacks the scope ${scope}. Use one that has it.`
        : 'This key does not cover that feed. Use one whose feed patterns match it.',
    );
  }

  /**
   * What the caller sees of a feed that the public sees `publicDelaySeconds` late (null: not at all). Undefined: for this caller
   * the feed does not exist.
   */
  viewOf(caller: Caller, publicDelaySeconds: number | null, feedId: string): Visibility | undefined {
    if (this.may(caller, 'feeds:read', feedId)) return LIVE;
    if (publicDelaySeconds === null) return undefined;
    return publicDelaySeconds === 0 ? LIVE : { delaySeconds: publicDelaySeconds };
  }

  /** The caller's view of the feed `id`. Rejects with one and the same `not_found` whether it is missing or hidden. */
  async viewFor(caller: Caller, feeds: FeedLookup, id: string): Promise<Visibility> {
    const feed = await feeds.feed(id, LIVE);
    const view = feed && this.viewOf(caller, feed.publicDelaySeconds, id);
    if (!view) throw feedNotFound(id);
    return view;
  }

  /** How the log names whoever appends. */
  actorOf(caller: Caller): string {
    return caller.kind === 'anonymous' ? 'anonymous' : `key:${caller.id}`;
  }
}

export function feedNotFound(id: string): AppError {
  return new AppError('not_found', `There is no feed ${id}.`);
}

function coversFeed(caller: KeyCaller, feedId: string): boolean {
  return caller.feeds === undefined || caller.feeds.some((pattern) => matchesPattern(pattern, feedId));
}
