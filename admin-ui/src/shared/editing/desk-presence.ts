import type { Editor, FeedEditors } from '../../../../src/core/protocol/messages.js';
import { ApiError } from '../api/api-error.js';
import type { DeskCalls } from './api/desk-calls.js';

/**
 * Who has the desk. `unknown` while the server can't be asked, and then nobody is kept from working. `elsewhere`: this person, in another
 * tab; the desk follows their presses.
 */
export type Lock = 'unknown' | 'free' | 'mine' | 'elsewhere' | 'held';

export interface PresenceView {
  /** Everybody but this tab, in the order in which they came. */
  readonly others: readonly Editor[];
  readonly lock: Lock;
  /** Who holds the desk, if it is not this tab. */
  readonly holder: Editor | undefined;
  /** Who took it from this tab, until that is known to have been read. */
  readonly lostTo: Editor | undefined;
}

export interface PresenceLink extends DeskCalls {
  /** Hears of changes at once; returns the function that ends it. */
  watch(listener: (editors: FeedEditors) => void): () => void;
}

/** Three may be missed before the server forgets the tab. */
const BEAT_MS = 3_000;
/** Where the server refuses: it may be asked again when somebody left, or got the right. */
const REFUSED_MS = 30_000;
/** Beats without an answer until nothing is known any more. */
const MAX_MISSED = 2;

/** What fails unasked is tried again with the next press or beat; who is not heard to leave is forgotten in ten seconds. */
const ignore = (): void => undefined;

export const NOBODY: PresenceView = { others: [], lock: 'unknown', holder: undefined, lostTo: undefined };

/**
 * This tab at one feed's desk. It says every few seconds that it is there, hears who else is, and takes the desk with the first press if
 * nobody has it. What it hears twice, late or out of order changes nothing: the later time holds.
 */
export class DeskPresence {
  readonly #tab: string;
  readonly #link: PresenceLink;
  readonly #listeners = new Set<() => void>();
  #view: PresenceView = NOBODY;
  #known: FeedEditors | undefined;
  #lostTo: Editor | undefined;
  /** Something was pressed here, and nobody else took the desk since. */
  #wanted = false;
  #taking: Promise<void> | undefined;
  #missed = 0;
  #beating: Promise<void> | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #deaf: () => void = () => undefined;
  #open = false;

  constructor(tab: string, link: PresenceLink) {
    this.#tab = tab;
    this.#link = link;
  }

  readonly view = (): PresenceView => this.#view;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  start(): void {
    if (this.#open) return;
    this.#open = true;
    this.#deaf = this.#link.watch((editors) => this.#hear(editors));
    this.beat();
  }

  /** Says at once that it is there: the page is seen again, the network is back. */
  beat(): void {
    clearTimeout(this.#timer);
    if (!this.#open || this.#beating) return;
    this.#beating = this.#meet().then((waitMs) => {
      this.#beating = undefined;
      if (this.#open) this.#timer = setTimeout(() => this.beat(), waitMs);
    });
  }

  /** Leaves at once: the page goes away. */
  async leave(): Promise<void> {
    if (!this.#open) return;
    this.#end();
    await this.#link.leave().catch(ignore);
  }

  /** Leaves behind what is under way, so that nothing brings the tab back. */
  async stop(): Promise<void> {
    if (!this.#open) return;
    const beating = this.#beating;
    this.#end();
    await beating;
    await this.#link.leave().catch(ignore);
  }

  /** Somebody pressed something here. Never in the way: the press goes out meanwhile. */
  pressed(): void {
    if (this.#view.lock === 'held') return;
    this.#wanted = true;
    if (this.#view.lock !== 'mine') this.#take(this.#view.lock === 'elsewhere').catch(ignore);
  }

  /** Rejects when it can't be done now. */
  takeOver(): Promise<void> {
    return this.#take(true);
  }

  async release(): Promise<void> {
    this.#wanted = false;
    await this.#link.release();
    if (!this.#known || this.#view.lock !== 'mine') return;
    const { lock, ...free } = this.#known;
    if (lock) this.#know(free);
  }

  dismissLoss(): void {
    this.#lostTo = undefined;
    this.#show();
  }

  /** Resolves to how long to wait for the next. */
  async #meet(): Promise<number> {
    try {
      const editors = await this.#link.meet();
      this.#missed = 0;
      this.#hear(editors);
      return BEAT_MS;
    } catch (error) {
      this.#missed++;
      const refused = error instanceof ApiError && error.status < 500 && error.status !== 429;
      if (refused) this.#missed = MAX_MISSED;
      this.#show();
      return refused ? REFUSED_MS : BEAT_MS;
    }
  }

  #hear(editors: FeedEditors): void {
    if (!this.#open || (this.#known && editors.at < this.#known.at)) return;
    this.#know(editors);
    if (!editors.lock && this.#wanted) this.#take(false).catch(ignore);
  }

  #know(editors: FeedEditors): void {
    const { lock } = editors;
    const held = this.#known?.lock?.tab === this.#tab;
    const holds = lock?.tab === this.#tab;
    if (held && lock && this.#lockOf(lock) === 'held') this.#lostTo = lock;
    if (holds) this.#lostTo = undefined;
    if (lock && !holds) this.#wanted = false;
    this.#known = editors;
    this.#show();
  }

  /** One after the other: a take-over that is asked for while the desk is being taken comes behind it. */
  #take(takeOver: boolean): Promise<void> {
    if (this.#taking && !takeOver) return this.#taking;
    const before = this.#taking ?? Promise.resolve();
    const taking = before.catch(ignore).then(() => this.#ask(takeOver));
    this.#taking = taking;
    const end = (): void => {
      if (this.#taking === taking) this.#taking = undefined;
    };
    taking.then(end, end);
    return taking;
  }

  async #ask(takeOver: boolean): Promise<void> {
    if (!this.#open) return;
    try {
      const editors = await this.#link.take(takeOver);
      this.#missed = 0;
      this.#wanted = true;
      this.#hear(editors);
    } catch (error) {
      const holder = holderIn(error);
      if (!holder) throw error;
      if (this.#known) this.#know({ ...this.#known, lock: holder });
    }
  }

  /** Behind one key may be several people. */
  #lockOf(lock: Editor | undefined): Exclude<Lock, 'unknown'> {
    if (!lock) return 'free';
    if (lock.tab === this.#tab) return 'mine';
    return lock.tab !== undefined && lock.kind === 'person' ? 'elsewhere' : 'held';
  }

  #end(): void {
    this.#open = false;
    clearTimeout(this.#timer);
    this.#deaf();
  }

  #show(): void {
    const { editors = [], lock } = this.#known ?? {};
    const asked = this.#known !== undefined && this.#missed < MAX_MISSED;
    const view: PresenceView = {
      others: editors.filter(({ tab }) => tab !== this.#tab),
      lock: asked ? this.#lockOf(lock) : 'unknown',
      holder: asked && lock?.tab !== this.#tab ? lock : undefined,
      lostTo: this.#lostTo,
    };
    // Most beats bring nothing new, and the whole desk would be drawn for it.
    if (JSON.stringify(view) === JSON.stringify(this.#view)) return;
    this.#view = view;
    for (const tell of this.#listeners) tell();
  }
}

/** Whom a refused take names. */
function holderIn(error: unknown): Editor | undefined {
  return error instanceof ApiError ? (error.problem['lock'] as Editor | undefined) : undefined;
}
