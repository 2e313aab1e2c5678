import type { z } from 'zod';
import { feedNotFound, type Access } from '../access/access.js';
import { actorOf, type Caller } from '../access/caller.js';
import type { Audit } from '../audit/audit.js';
import { doerOf } from '../audit/doer.js';
import { FEED_ID } from '../core/feed/feed.js';
import type { byFeedQuery, lockBody } from '../core/protocol/editing.js';
import { AppError } from '../core/protocol/errors.js';
import type { FeedEditors } from '../core/protocol/messages.js';
import { LIVE, type EventLog } from '../event-log/event-log.js';
import { decodeCursor, encodeCursor } from '../platform/http/cursor.js';
import type { EditorStore } from './editor-store.js';
import type { EditorWatch } from './editor-watch.js';
import {
  byFeed,
  grantsOf,
  presentEditor,
  presentFeed,
  visitorOf,
  type EditorRow,
  type Visitor,
} from './editor.js';

export interface EditingDependencies {
  readonly store: EditorStore;
  readonly watch: Pick<EditorWatch, 'changed' | 'metrics'>;
  readonly log: Pick<EventLog, 'feed'>;
  readonly access: Access;
  readonly audit: Pick<Audit, 'write'>;
}

/** What editors ask of desks. Who may publish on a feed, and may see it, may edit it; to others it is as if it did not exist. */
export class Editing {
  readonly #with: EditingDependencies;

  constructor(dependencies: EditingDependencies) {
    this.#with = dependencies;
  }

  /** The tab is at the desk, from now on until it leaves or falls silent. */
  async meet(caller: Caller, feed: string, tab: string): Promise<FeedEditors> {
    const visitor = await this.#admit(caller, feed, tab);
    if (await this.#with.store.meet(visitor)) this.#with.watch.changed();
    return this.#editors(caller, feed);
  }

  async leave(caller: Caller, feed: string, tab: string): Promise<void> {
    const left = await this.#with.store.leave({ feed, tab, actor: actorOf(caller) });
    if (left) this.#with.watch.changed();
  }

  /** Rejects with `conflict`, which names the holder, unless `takeOver` is asked for. */
  async take(
    caller: Caller,
    feed: string,
    { tab, takeOver }: z.infer<typeof lockBody>,
  ): Promise<FeedEditors> {
    const { store, watch, audit } = this.#with;
    const visitor = await this.#admit(caller, feed, tab);
    const { taken, other } = await store.take(visitor, takeOver);
    if (!taken && other) throw held(other, visitor);
    watch.changed();
    // From tab to tab of their own nobody takes anything from anybody.
    if (other && other.actor !== visitor.actor) {
      watch.metrics.takeOvers.inc();
      await audit.write({
        ...doerOf(caller),
        action: 'desk.take-over',
        target: `feed:${feed}`,
        feed,
        before: { holder: other.actor, since: other.holdsSince?.toISOString() },
        after: { holder: visitor.actor },
      });
    }
    return this.#editors(caller, feed);
  }

  async release(caller: Caller, feed: string, tab: string): Promise<void> {
    const released = await this.#with.store.release({ feed, tab, actor: actorOf(caller) });
    if (released) this.#with.watch.changed();
  }

  async editors(caller: Caller, feed: string): Promise<FeedEditors> {
    await this.#with.access.viewFor(caller, this.#with.log, feed);
    return this.#editors(caller, feed);
  }

  /** Of all feeds that somebody edits, those that the caller may both publish and see live, by id. */
  async list(
    caller: Caller,
    { limit, cursor }: z.infer<typeof byFeedQuery>,
  ): Promise<{ readonly items: readonly FeedEditors[]; readonly nextCursor?: string }> {
    const { access, store } = this.#with;
    const after = cursor === undefined ? '' : decodeCursor(cursor, FEED_ID);
    const { at, rows } = await store.read();
    const open = [...byFeed(this.#standing(rows))].filter(
      ([feed]) =>
        feed > after && access.may(caller, 'events:publish', feed) && access.may(caller, 'feeds:read', feed),
    );
    const items = open
      .slice(0, limit)
      .map(([feed, here]) => presentFeed(feed, { rows: here, at }, actorOf(caller)));
    const last = items.at(-1);
    return {
      items,
      ...(open.length > items.length && last ? { nextCursor: encodeCursor(last.feed) } : {}),
    };
  }

  async #editors(caller: Caller, feed: string): Promise<FeedEditors> {
    const { at, rows } = await this.#with.store.read(feed);
    return presentFeed(feed, { rows: this.#standing(rows), at }, actorOf(caller));
  }

  /** What was revoked is gone from the first answer on, though its row may not be yet. */
  #standing(rows: readonly EditorRow[]): readonly EditorRow[] {
    const { revocations } = this.#with.access;
    return rows.filter((row) => !revocations.isRevoked(grantsOf(row)));
  }

  async #admit(caller: Caller, id: string, tab: string): Promise<Visitor> {
    const { access, log } = this.#with;
    const visitor = visitorOf(caller, id, tab);
    const feed = await log.feed(id, LIVE);
    if (!feed || !access.viewOf(caller, feed.publicDelaySeconds, id)) throw feedNotFound(id);
    if (feed.archivedAt !== undefined)
      throw new AppError('conflict', `The feed ${id} is archived: there is nothing to edit.`);
    return visitor;
  }
}

function held(holder: EditorRow, visitor: Visitor): AppError {
  const since = holder.holdsSince ?? holder.since;
  const who = holder.actor === visitor.actor ? 'Another tab of yours' : (holder.name ?? 'Somebody else');
  return new AppError(
    'conflict',
    `${who} has held this desk since ${since.toISOString()}. To take it from them send "takeOver": true.`,
    { extensions: { lock: presentEditor(holder, since, visitor.actor) } },
  );
}
