import { inverseOf, actOf, MAX_ACTS, type Act } from './undo.js';
import { mayBeOutrun, type Fact, type Operation, type Press } from './press.js';
import type { PressTime } from './press-times.js';
import { PressQueue, type PressSender, type QueueStorage } from './press-queue.js';

export interface ActStorage {
  loadActs(): readonly Act[];
  saveActs(acts: readonly Act[]): void;
}

export interface DeskOptions {
  readonly sender: PressSender;
  readonly storage: QueueStorage & ActStorage;
  readonly newId: () => string;
  /** Milliseconds since 1970. */
  readonly now: () => number;
  /** False when it is too late: it was published, or somebody else cancelled it. */
  readonly cancelHold: (holdId: string) => Promise<boolean>;
  /** When what was published had been pressed, by `now`. */
  readonly timed?: (time: PressTime) => void;
}

export interface DeskEvents {
  published(press: Press): void;
  held(press: Press, holdId: string): void;
  undone(act: Act): void;
  /** The server holds something back no longer: it was cancelled. */
  cancelled(holdId: string): void;
  /** Something was to be taken back and could not be. */
  failed(error: unknown): void;
}

/** When an editor looked and pressed. */
export interface Moment {
  /** ISO 8601 by the server's clock. */
  readonly occurredAt: string;
  readonly seenSeq: number;
}

/** A press that was taken back; without a correction it left no trace. */
interface Taken {
  readonly press: Press;
  readonly correction: Press | undefined;
}

export type Done = 'done' | 'twice' | 'full' | 'nothing';

/** Two strokes this close are one that bounced. */
export const BOUNCE_MS = 500;

/** What one editor does on one match: acts that go out in order and can be taken back in reverse. */
export class Desk {
  readonly queue: PressQueue;
  readonly #options: DeskOptions;
  readonly #listeners = new Set<() => void>();
  /** By the id of a press: what holds it back on the server. */
  readonly #holds = new Map<string, string>();
  /** By the id of a press that is under way: when it was pressed. */
  readonly #pressedAt = new Map<string, number>();
  #events: Partial<DeskEvents> = {};
  #acts: readonly Act[];
  /** The newest that became events; they come back in the feed a moment later. */
  #published: readonly Press[] = [];
  /** Until something new is done. */
  #undone: readonly (readonly Taken[])[] = [];
  #last: { readonly what: string; readonly at: number } | undefined;

  constructor(options: DeskOptions) {
    this.#options = options;
    this.#acts = options.storage.loadActs();
    this.queue = new PressQueue(options.sender, options.storage, {
      published: (press, seq, hindered) => {
        this.#tellTime(press.id, seq, hindered);
        this.#aimActs(press.id, seq);
        this.#published = [...this.#published, { ...press, seq }].slice(-MAX_ACTS);
        // An undo has said what it took back.
        if (!this.#isUndo(press.id)) this.#events.published?.(press);
      },
      held: (press, holdId) => {
        this.#pressedAt.delete(press.id);
        this.#holds.set(press.id, holdId);
        this.#events.held?.(press, holdId);
      },
    });
  }

  /** What undo would take back. */
  readonly lastAct = (): Act | undefined => this.#acts.at(-1);

  /** What becomes of the match beyond `seq` by presses from here: those that are published and not seen yet, and those that wait. */
  toCome(seen: number): readonly Press[] {
    const unseen = this.#published.filter(({ seq = 0 }) => seq > seen);
    return [...unseen, ...this.queue.items().map(({ press }) => press)];
  }

  /** Whether the last act can be replaced: one fact, not a correction and not several. */
  replaceable(): boolean {
    const act = this.#acts.at(-1);
    return act?.presses.length === 1 && act.presses[0]?.operation.op === 'publish';
  }

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  };

  /** Whoever shows the desk hears what becomes of its presses. */
  listen(events: Partial<DeskEvents>): () => void {
    this.#events = events;
    return () => {
      if (this.#events === events) this.#events = {};
    };
  }

  /** Publishes facts of one moment, as one act. @param stroke as of `perform` */
  act(facts: readonly Fact[], moment: Moment, stroke?: string): Done {
    return this.perform(
      facts.map((fact) => ({ op: 'publish', fact })),
      moment,
      stroke,
    );
  }

  /**
   * Several operations that are taken back together.
   * @param stroke names what was pressed, where that does something else as soon as it was pressed once
   */
  perform(operations: readonly Operation[], moment: Moment, stroke = JSON.stringify(operations)): Done {
    if (this.#bounced(stroke)) return 'twice';
    const presses = operations.map((operation) => this.#press(operation, moment));
    if (!this.#queue(presses)) return 'full';
    this.#undone = [];
    this.#setActs([...this.#acts, actOf(presses)].slice(-MAX_ACTS));
    return 'done';
  }

  /** Takes the last act back: without a trace what was not sent, else by a correction. */
  undo(reason: string, moment: Moment): Done {
    const act = this.#acts.at(-1);
    if (!act) return 'nothing';
    if (this.#bounced('undo')) return 'twice';
    const taken = act.presses.toReversed().map((press) => this.#takeBack(press, reason, moment));
    const corrections = taken.flatMap(({ correction }) => correction ?? []);
    if (corrections.length > 0 && !this.#queue(corrections)) return 'full';
    this.#undone = [...this.#undone, taken.toReversed()];
    this.#setActs(this.#acts.slice(0, -1));
    this.#events.undone?.(act);
    return 'done';
  }

  /** Does again what was taken back last, as of the moment at which it had been done. */
  redo(reason: string, moment: Moment): Done {
    const undone = this.#undone.at(-1);
    if (!undone) return 'nothing';
    if (this.#bounced('redo')) return 'twice';
    const again = undone.map((taken) => this.#doAgain(taken, reason, moment));
    const fresh = again.filter((press) => !undone.some((taken) => taken.press === press));
    if (fresh.length > 0 && !this.#queue(fresh)) return 'full';
    this.#undone = this.#undone.slice(0, -1);
    this.#setActs([...this.#acts, actOf(again)].slice(-MAX_ACTS));
    return 'done';
  }

  /** The wrong press becomes the right one, as of the moment of the wrong one. */
  replace(fact: Fact, reason: string, moment: Moment): Done {
    const act = this.#acts.at(-1);
    const wrong = act?.presses[0];
    if (!this.replaceable() || wrong?.operation.op !== 'publish') return 'nothing';
    const { operation } = wrong;
    if (this.queue.withdraw(wrong.id)) {
      this.#setActs(this.#acts.slice(0, -1));
      return this.perform([{ ...operation, fact }], { ...moment, occurredAt: wrong.occurredAt });
    }
    const target = wrong.seq === undefined ? { press: wrong.id } : { seq: wrong.seq };
    return this.perform([{ op: 'amend', target, fact, before: operation.fact, reason }], moment);
  }

  close(): void {
    this.queue.close();
    this.#listeners.clear();
    this.#events = {};
  }

  #takeBack(press: Press, reason: string, moment: Moment): Taken {
    if (this.queue.withdraw(press.id)) return { press, correction: undefined };
    const holdId = this.#holds.get(press.id);
    if (holdId !== undefined) {
      void this.#takeBackHeld(press, holdId, reason, moment);
      return { press, correction: undefined };
    }
    return { press, correction: this.#press(inverseOf(press, reason), asOf(press, moment)) };
  }

  /** A correction that was not sent is dropped, and the press stands as it was. */
  #doAgain({ press, correction }: Taken, reason: string, moment: Moment): Press {
    if (correction && this.queue.withdraw(correction.id)) return press;
    const operation = correction ? inverseOf(correction, reason) : press.operation;
    return this.#press(operation, { ...moment, occurredAt: press.occurredAt });
  }

  #isUndo(id: string): boolean {
    return this.#undone.some((taken) => taken.some(({ correction }) => correction?.id === id));
  }

  /** Inside the hold without a public trace; later like anything that was published. */
  async #takeBackHeld(press: Press, holdId: string, reason: string, moment: Moment): Promise<void> {
    try {
      this.#holds.delete(press.id);
      if (await this.#options.cancelHold(holdId)) return this.#events.cancelled?.(holdId);
      // The same key again tells what it became.
      const sent = await this.#options.sender.send(press, mayBeOutrun(press));
      if (sent.kind === 'published') {
        const correction = inverseOf({ ...press, seq: sent.seq }, reason);
        this.queue.add([this.#press(correction, asOf(press, moment))]);
      } else if (sent.kind === 'unknown') {
        throw new Error(`${holdId} could be neither cancelled nor corrected.`);
      }
    } catch (error) {
      this.#holds.set(press.id, holdId);
      this.#keep(press);
      this.#events.failed?.(error);
    }
  }

  /** What could not be taken back stands: done again it would be there twice. */
  #keep(press: Press): void {
    const isOther = (taken: Taken): boolean => taken.press.id !== press.id;
    const others = this.#undone.map((taken) => taken.filter(isOther));
    this.#undone = others.filter((taken) => taken.length > 0);
    this.#setActs([...this.#acts, actOf([press])].slice(-MAX_ACTS));
  }

  #queue(presses: readonly Press[]): boolean {
    const at = this.#options.now();
    if (!this.queue.add(presses)) return false;
    const waiting = new Set(this.queue.items().map(({ press }) => press.id));
    for (const id of this.#pressedAt.keys()) if (!waiting.has(id)) this.#pressedAt.delete(id);
    for (const { id } of presses) this.#pressedAt.set(id, at);
    return true;
  }

  #tellTime(id: string, seq: number, hindered: boolean): void {
    const pressedAt = this.#pressedAt.get(id);
    this.#pressedAt.delete(id);
    if (pressedAt !== undefined) this.#options.timed?.({ seq, pressedAt, hindered });
  }

  #press(operation: Operation, { occurredAt, seenSeq }: Moment): Press {
    return { id: this.#options.newId(), operation, occurredAt, seenSeq };
  }

  #bounced(what: string): boolean {
    const at = this.#options.now();
    const twice = this.#last?.what === what && at - this.#last.at < BOUNCE_MS;
    if (!twice) this.#last = { what, at };
    return twice;
  }

  /** The seqs of what was published stand with the acts, so that they can be taken back after a reload too. */
  #aimActs(id: string, seq: number): void {
    this.#undone = this.#undone.map((taken) =>
      taken.map(({ press, correction }) => ({
        press: aimed(press, id, seq),
        correction: correction && aimed(correction, id, seq),
      })),
    );
    this.#setActs(
      this.#acts.map((act) => ({ ...act, presses: act.presses.map((press) => aimed(press, id, seq)) })),
    );
  }

  #setActs(acts: readonly Act[]): void {
    this.#acts = acts;
    this.#options.storage.saveActs(acts);
    for (const tell of this.#listeners) tell();
  }
}

/** A press, once `id` is known to have become `seq`: that may be itself, or what it corrects. */
function aimed(press: Press, id: string, seq: number): Press {
  if (press.id === id) return { ...press, seq };
  const { operation } = press;
  if (operation.op === 'publish' || !('press' in operation.target) || operation.target.press !== id)
    return press;
  return { ...press, operation: { ...operation, target: { seq } } };
}

/** What was struck returns to the time at which it happened. */
function asOf({ operation }: Press, moment: Moment): Moment {
  const happenedAt = operation.op === 'void' ? operation.happenedAt : undefined;
  return happenedAt === undefined ? moment : { ...moment, occurredAt: happenedAt };
}
