import { createHash, timingSafeEqual } from 'node:crypto';
import { AppError } from '../core/protocol/errors.js';
import { matchesPattern, patternWithin, type Scope } from '../core/protocol/permissions.js';
import { SystemClock, type Clock } from '../platform/clock/clock.js';
import { ActorNames } from './actor-names.js';
import {
  ANONYMOUS,
  actorOf,
  type Caller,
  type KeyCaller,
  type PersonCaller,
  type Somebody,
} from './caller.js';
import type { CredentialSource, SessionSource } from './credentials.js';
import { Revocations } from './revocations.js';

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
/** Longer than any credential of ours. */
const LONGEST_CREDENTIAL = 8192;

/** Digests have one length whatever the key's, so that comparing tells nothing of it. */
function digest(key: string): Buffer {
  return createHash('sha256').update(key).digest();
}

/**
 * Who asks, and what they may do. A feed that a caller may not see answers exactly like one that does not exist; what they may
 * change is decided before anything is looked up, so a refusal tells nothing either.
 */
export class Access {
  readonly revocations: Revocations;
  readonly names: ActorNames;
  readonly #adminKey: Buffer | undefined;
  readonly #clock: Clock;
  readonly #sources: CredentialSource[] = [];
  readonly #vouchers = new Map<string, (id: string) => Promise<Somebody | undefined>>();
  #sessions: SessionSource | undefined;
  readonly #admin: KeyCaller = {
    kind: 'key',
    id: 'admin',
    name: 'ADMIN_API_KEY',
    scopes: new Set<Scope>(['admin']),
    feeds: undefined,
  };

  /** @param adminApiKey the key of scope `admin` from the configuration, if there is one */
  constructor(
    adminApiKey: string | undefined,
    revocations: Revocations = new Revocations(),
    clock: Clock = new SystemClock(),
  ) {
    this.#adminKey = adminApiKey === undefined ? undefined : digest(adminApiKey);
    this.revocations = revocations;
    this.names = new ActorNames(new Map([[actorOf(this.#admin), 'ADMIN_API_KEY']]));
    this.#clock = clock;
  }

  /** Rooms that keep credentials tell so at start. */
  trust(source: CredentialSource): void {
    this.#sources.push(source);
  }

  trustSessions(source: SessionSource): void {
    this.#sessions = source;
  }

  /** Rooms that keep callers tell how to find one by id: `find` resolves to undefined once it is revoked, expired or gone. */
  vouch(kind: 'key' | 'user', find: (id: string) => Promise<Somebody | undefined>): void {
    this.#vouchers.set(kind, find);
  }

  /**
   * The caller that `actorOf` names, with the rights of now: for what goes on in somebody's name without them. Undefined: nobody has
   * that name any more. Rejects with `unavailable` when that can't be found out now.
   */
  async callerNamed(actor: string): Promise<Somebody | undefined> {
    if (actor === actorOf(this.#admin)) return this.#adminKey && this.#admin;
    const [kind = '', ...id] = actor.split(':');
    const caller = await this.#vouchers.get(kind)?.(id.join(':'));
    return caller && this.stands(caller) ? caller : undefined;
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
    const source =
      credential.length > LONGEST_CREDENTIAL
        ? undefined
        : this.#sources.find((candidate) => candidate.accepts(credential));
    const caller = await source?.authenticate(credential);
    if (caller && this.stands(caller)) return caller;
    throw new AppError(
      'unauthenticated',
      'This key is not valid here: it may be mistyped, expired or revoked. Send a valid one, or none to read public feeds.',
    );
  }

  /** The person of a session cookie. */
  async authenticateSession(token: string): Promise<PersonCaller> {
    const caller = await this.#sessions?.authenticate(token);
    if (caller && this.stands(caller)) return caller;
    throw new AppError('unauthenticated', 'This session has ended. Sign in again.');
  }

  /** Whether what the caller's rights hang on has neither expired nor been revoked since it was authenticated. */
  stands(caller: Somebody): boolean {
    if (caller.expiresAtMs !== undefined && caller.expiresAtMs <= this.#clock.now()) return false;
    return !this.revocations.isRevoked(caller.grants);
  }

  /** Calls back once when what the caller's rights hang on is revoked. Returns what stops watching. */
  watch(caller: Caller, onRevoked: () => void): () => void {
    if (caller.kind === 'anonymous') return () => undefined;
    return this.revocations.watch(caller.grants, onRevoked);
  }

  /** Whether the caller has a scope, for one feed if an id is given. */
  may(caller: Caller, scope: Scope, feedId?: string): boolean {
    if (caller.kind === 'anonymous' || !this.stands(caller)) return false;
    if (!caller.scopes.has('admin') && !caller.scopes.has(scope)) return false;
    return feedId === undefined || coversFeed(caller, feedId);
  }

  /** Throws `unauthenticated` without a credential that stands, `forbidden` with one that does not suffice. */
  demand(caller: Caller, scope: Scope, feedId?: string): void {
    if (this.may(caller, scope, feedId)) return;
    this.demandAnyone(caller);
    throw new AppError(
      'forbidden',
      feedId === undefined || !this.may(caller, scope)
        ? `${WHAT[caller.kind]} lacks the scope ${scope}. Use one that has it.`
        : `${WHAT[caller.kind]} does not cover that feed. Use one whose feed patterns match it.`,
    );
  }

  /** Throws `unauthenticated` unless the caller is somebody. */
  demandAnyone(caller: Caller): Somebody {
    if (caller.kind === 'anonymous') {
      throw new AppError(
        'unauthenticated',
        'This needs a credential. Send a key as "Authorization: Bearer tl_…", or sign in.',
      );
    }
    if (!this.stands(caller)) {
      throw new AppError('unauthenticated', 'This credential has expired or was revoked. Send another one.');
    }
    return caller;
  }

  /** Throws `forbidden` for who is limited to some feeds: what concerns all of them is not theirs. */
  demandUnlimited(caller: Caller): void {
    if (caller.kind !== 'anonymous' && patternWithin('*', caller.feeds)) return;
    throw new AppError(
      'forbidden',
      'This credential is limited to some feeds, and this concerns all. Use an unlimited one.',
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
    return actorOf(caller);
  }
}

const WHAT = { anonymous: 'Nobody', key: 'This key', person: 'This account', token: 'This token' } as const;

export function feedNotFound(id: string): AppError {
  return new AppError('not_found', `There is no feed ${id}.`);
}

function coversFeed(caller: Somebody, feedId: string): boolean {
  return caller.feeds === undefined || caller.feeds.some((pattern) => matchesPattern(pattern, feedId));
}
