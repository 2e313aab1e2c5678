import { judgePlace, judgeTarget } from '../core/feed/judge.js';
import { effectiveEvent, type StoredEvent } from '../core/feed/fold.js';
import type { JsonObject } from '../core/json/json.js';
import { applyPatch, diff, type OwnBranches } from '../core/json/merge-patch.js';
import type { FoldEvent } from '../core/kinds/kind.js';
import { AppError } from '../core/protocol/errors.js';
import type { LoggedEvent } from '../core/protocol/event.js';
import type { TradeAt } from './bar.js';
import type { AppendOutcome, Operation } from './event-log.js';
import type { FeedHead } from './feed-head.js';
import { toHold, type HeldUpdate } from './held-update.js';
import { headMoved, heldUpdateEnded, keyReused, placeTooOld, stateTooLarge } from './log-errors.js';
import type { Appended, CorrectionGround, KeyOwner, SessionOptions } from './session-ground.js';
import { isCorrection, parseData, type Submission } from './submission.js';

/**
 * Decides, under a feed's lock, what becomes of the submissions of one transaction. Pure: the caller writes `appended`, `held` and
 * `released` and then lets the outcomes be seen. A refused submission throws an AppError and leaves no trace.
 */
export class FeedSession {
  readonly appended: Appended[] = [];
  readonly held: HeldUpdate[] = [];
  readonly released: { readonly holdId: string; readonly seq: number }[] = [];
  /** Trades that are new to their bars. */
  readonly trades: TradeAt[] = [];
  /** Times whose bars must be computed anew, because of a correction. */
  readonly brokenBars: string[] = [];
  readonly #options: SessionOptions;
  readonly #bound = new Map<string, KeyOwner>();
  /** Of the state, what was made here: nobody sees it before the session ends. */
  readonly #mine: OwnBranches = new Set();
  #head: FeedHead;

  constructor(head: FeedHead, options: SessionOptions) {
    this.#head = head;
    this.#options = options;
  }

  get head(): FeedHead {
    return this.#head;
  }

  /** Whether `submission` will ask for a refold: it is a correction, and neither a replay nor to be held back. */
  needsRefold(submission: Submission): boolean {
    const { key, holdId } = submission;
    const replays = key !== undefined && holdId === undefined && this.#owner(key) !== undefined;
    return isCorrection(submission) && !this.#holds(submission) && !replays;
  }

  publish(submission: Submission): AppendOutcome {
    const replay = this.#replay(submission);
    if (replay) return replay;
    this.#admit(submission);
    const { operation } = submission;
    if (operation.op !== 'publish' || operation.insertAfter !== undefined) {
      throw new Error('A correction is not published.');
    }
    const parsed = this.#parse(submission, operation.type, operation.data);
    this.#judge(submission, { type: operation.type, data: parsed.data });
    if (this.#holds(submission)) return this.#hold(submission, { ...operation, data: parsed.data });
    const event = this.#plainEvent(submission, operation.type, parsed.data);
    const state = this.#reduce(event, parsed.text.length);
    const patch = this.#options.kind.dataIsPatch ? undefined : diff(this.#head.state, state);
    return this.#append(submission, { ...event, ...(patch ? { patch } : {}) }, state, parsed.text);
  }

  correct(submission: Submission, ground: CorrectionGround): AppendOutcome {
    const replay = this.#replay(submission);
    if (replay) return replay;
    this.#admit(submission);
    const { operation } = submission;
    if (operation.op === 'publish') return this.#insert(submission, operation, ground);
    const refusal =
      operation.target < this.#head.firstSeq
        ? judgeTarget(operation.target, undefined, false)
        : judgeTarget(
            operation.target,
            ground.target,
            ground.corrections.some(({ type }) => type === 'void'),
          );
    if (refusal) throw refusal;
    const before = effectiveEvent(ground.target as StoredEvent, ground.corrections) as FoldEvent;
    if (operation.op === 'void') return this.#void(submission, operation, before, ground);
    return this.#amend(submission, operation, before, ground);
  }

  /** The answer to a key that is bound already. */
  #replay(submission: Submission): AppendOutcome | undefined {
    if (submission.key === undefined || submission.holdId !== undefined) return undefined;
    const owner = this.#owner(submission.key);
    if (!owner) return undefined;
    if (owner.hash !== submission.hash) {
      throw keyReused();
    }
    if ('event' in owner) return { status: 'replayed', event: owner.event };
    const { held } = owner;
    if (held.status === 'pending') return { status: 'held', replayed: true, hold: toHold(held) };
    throw heldUpdateEnded(held.status, held.closedReason);
  }

  #owner(key: string): KeyOwner | undefined {
    return this.#bound.get(key) ?? this.#options.keys.get(key);
  }

  #admit(submission: Submission): void {
    const { id, archivedAt, seq } = this.#head;
    if (archivedAt !== undefined)
      throw new AppError('conflict', `Feed ${id} is archived: nothing can be published to it.`);
    if (submission.ifMatch === undefined || submission.ifMatch === seq || submission.holdId !== undefined)
      return;
    throw headMoved(seq, submission.ifMatch);
  }

  #parse(submission: Submission, type: string, data: JsonObject): { data: JsonObject; text: string } {
    const { parsed } = submission;
    if (parsed && parsed.revision === this.#head.revision) return parsed;
    const value = parseData(this.#options.kind, type, data, this.#head.config);
    return { data: value, text: JSON.stringify(value) };
  }

  #judge({ operation }: Submission, update: { readonly type: string; readonly data: JsonObject }): void {
    const reason = operation.op === 'publish' ? undefined : operation.reason;
    const refusal = this.#options.kind.refuses(this.#head.state, {
      ...update,
      ...(reason === undefined ? {} : { reason }),
    });
    if (refusal !== undefined) throw new AppError('conflict', refusal);
  }

  #holds(submission: Submission): boolean {
    return this.#head.holdSeconds > 0 && submission.holdId === undefined;
  }

  #hold(submission: Submission, operation: Operation): AppendOutcome {
    const { now } = this.#options;
    const { key, hash, actor } = submission;
    const occurredAt = submission.occurredAt ?? (operation.op === 'publish' ? now : undefined);
    const held: HeldUpdate = {
      id: this.#options.newId(),
      feed: this.#head.id,
      operation,
      actor,
      receivedAt: now,
      releaseAt: new Date(Date.parse(now) + this.#head.holdSeconds * 1000).toISOString(),
      status: 'pending',
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(key === undefined ? {} : { key, hash: hash as string }),
    };
    this.held.push(held);
    if (key !== undefined) this.#bound.set(key, { hash: hash as string, held });
    return { status: 'held', replayed: false, hold: toHold(held) };
  }

  #insert(
    submission: Submission,
    operation: Extract<Operation, { op: 'publish' }>,
    ground: CorrectionGround,
  ): AppendOutcome {
    const place = operation.insertAfter as number;
    const { firstSeq, seq } = this.#head;
    const refusal =
      judgePlace(place, seq) ?? (firstSeq > 1 && place < firstSeq ? placeTooOld(place, firstSeq) : undefined);
    if (refusal) throw refusal;
    const parsed = this.#parse(submission, operation.type, operation.data);
    this.#judge(submission, { type: operation.type, data: parsed.data });
    if (this.#holds(submission)) return this.#hold(submission, { ...operation, data: parsed.data });
    const event = { ...this.#plainEvent(submission, operation.type, parsed.data), insertAfter: place };
    const state = ground.refold(event);
    return this.#append(submission, { ...event, patch: diff(this.#head.state, state) }, state, parsed.text);
  }

  #amend(
    submission: Submission,
    operation: Extract<Operation, { op: 'amend' }>,
    before: FoldEvent,
    ground: CorrectionGround,
  ): AppendOutcome {
    const type = operation.type ?? before.type;
    const data = parseData(this.#options.kind, type, operation.data, this.#head.config);
    this.#judge(submission, { type: 'amend', data });
    if (this.#holds(submission)) return this.#hold(submission, { ...operation, data });
    const at = this.nextAt;
    const event: LoggedEvent = {
      feed: this.#head.id,
      seq: this.#head.seq + 1,
      type: 'amend',
      data,
      at,
      occurredAt: submission.occurredAt ?? at,
      target: operation.target,
      reason: operation.reason,
      ...(operation.type === undefined ? {} : { amendedType: operation.type }),
    };
    const after: FoldEvent = {
      ...before,
      type,
      data,
      occurredAt: submission.occurredAt ?? before.occurredAt,
    };
    this.#breakBars(before, after);
    return this.#correction(submission, event, ground, this.#isTrade(after) ? after.occurredAt : undefined);
  }

  #void(
    submission: Submission,
    operation: Extract<Operation, { op: 'void' }>,
    before: FoldEvent,
    ground: CorrectionGround,
  ): AppendOutcome {
    this.#judge(submission, { type: 'void', data: {} });
    if (this.#holds(submission)) return this.#hold(submission, operation);
    const at = this.nextAt;
    const { target, reason } = operation;
    const event: LoggedEvent = {
      feed: this.#head.id,
      seq: this.#head.seq + 1,
      type: 'void',
      data: {},
      at,
      occurredAt: at,
      target,
      reason,
    };
    this.#breakBars(before, undefined);
    return this.#correction(submission, event, ground, undefined);
  }

  #correction(
    submission: Submission,
    event: LoggedEvent,
    ground: CorrectionGround,
    tradeAt: string | undefined,
  ): AppendOutcome {
    const state = ground.refold({ ...event, occurredAtGiven: submission.occurredAt !== undefined });
    const patch = diff(this.#head.state, state);
    return this.#append(submission, { ...event, patch }, state, JSON.stringify(event.data), tradeAt);
  }

  #plainEvent(submission: Submission, type: string, data: JsonObject): LoggedEvent {
    const at = this.nextAt;
    const occurredAt = submission.occurredAt ?? at;
    return { feed: this.#head.id, seq: this.#head.seq + 1, type, data, at, occurredAt };
  }

  /** Where data is the patch, a wide state is copied once a session; not where it may be refused for its size, for then it must stay. */
  #reduce(event: LoggedEvent, growth: number): JsonObject {
    const { kind, maxStateSize } = this.#options;
    const { state, stateSize, config } = this.#head;
    const fits = stateSize + growth <= maxStateSize;
    return kind.dataIsPatch && fits
      ? applyPatch(state, event.data, this.#mine)
      : kind.reduce(state, event, config);
  }

  /** Commit time of what is appended next: it never falls with seq, whatever a clock does. */
  get nextAt(): string {
    const { headAt } = this.#head;
    return headAt !== undefined && headAt > this.#options.now ? headAt : this.#options.now;
  }

  #append(
    submission: Submission,
    event: LoggedEvent,
    state: JsonObject,
    dataText: string,
    tradeAt?: string,
  ): AppendOutcome {
    const patchText = event.patch && JSON.stringify(event.patch);
    const stateSize = this.#sizeOf(state, (patchText ?? dataText).length);
    const { key, hash, actor, occurredAt, holdId } = submission;
    const appended: Appended = {
      event,
      actor,
      dataText,
      ...(patchText === undefined ? {} : { patchText }),
      ...(occurredAt === undefined ? {} : { occurredAt }),
      ...(key === undefined ? {} : { key, hash: hash as string }),
      ...this.#tradeTime(event, tradeAt),
    };
    this.appended.push(appended);
    this.#head = { ...this.#head, seq: event.seq, headAt: event.at, state, stateSize };
    if (key !== undefined) this.#bound.set(key, { hash: hash as string, event });
    if (holdId !== undefined) this.released.push({ holdId, seq: event.seq });
    return { status: 'committed', event };
  }

  /** Of a plain or late event, also notes its trade for the bars. */
  #tradeTime(event: LoggedEvent, amended: string | undefined): { tradeAt?: string } {
    if (amended !== undefined) return { tradeAt: amended };
    const trade = event.target === undefined ? this.#options.kind.tradeOf?.(event) : undefined;
    if (!trade) return {};
    this.trades.push({ ...trade, seq: event.seq, at: event.occurredAt });
    return { tradeAt: event.occurredAt };
  }

  #breakBars(before: FoldEvent, after: FoldEvent | undefined): void {
    if (this.#isTrade(before)) this.brokenBars.push(before.occurredAt);
    if (after && this.#isTrade(after)) this.brokenBars.push(after.occurredAt);
  }

  #isTrade(event: FoldEvent): boolean {
    return this.#options.kind.tradeOf?.(event) !== undefined;
  }

  #sizeOf(state: JsonObject, growth: number): number {
    const { maxStateSize } = this.#options;
    const estimate = this.#head.stateSize + growth;
    if (estimate <= maxStateSize) return estimate;
    const exact = JSON.stringify(state).length;
    if (exact <= maxStateSize) return exact;
    throw stateTooLarge(maxStateSize);
  }
}
