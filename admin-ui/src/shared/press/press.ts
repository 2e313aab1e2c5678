import type { JsonObject } from '../../../../src/core/json/json.js';

/** A fact of the match. */
export interface Fact {
  readonly type: string;
  readonly data: JsonObject;
}

/** An event that is in the log, or a press that will be. */
export type Target = { readonly seq: number } | { readonly press: string };

/** What a press asks the log to do. */
export type Operation =
  | { readonly op: 'publish'; readonly fact: Fact; readonly insertAfter?: number }
  | {
      readonly op: 'amend';
      readonly target: Target;
      readonly fact: Fact;
      readonly before: Fact;
      readonly reason: string;
    }
  | {
      readonly op: 'void';
      readonly target: Target;
      readonly before: Fact;
      readonly reason: string;
      /** When what is struck happened, ISO 8601: where it returns to when that is taken back. */
      readonly happenedAt?: string;
    };

/** One intent of an editor. `id` is its idempotency key: however often it is sent, it becomes one event. */
export interface Press {
  readonly id: string;
  readonly operation: Operation;
  /** When the key was pressed, ISO 8601 by the server's clock; what the clock and spectators see, however late it goes out. */
  readonly occurredAt: string;
  /** The head that the editor saw: what came later may make the press wrong. */
  readonly seenSeq: number;
  /** What it became, once it is known. */
  readonly seq?: number;
}

/** Facts that stand for themselves, however many others come between: they need not wait for their editor to have seen the head. */
const INDEPENDENT: ReadonlySet<string> = new Set(['trade', 'quote']);

/** Whether what others did since the editor looked may make the press wrong. */
export function mayBeOutrun({ operation }: Press): boolean {
  return operation.op !== 'publish' || !INDEPENDENT.has(operation.fact.type);
}

/** What a press is about, in the editor's words: for an amend the new fact. */
export function factOf({ operation }: Press): Fact {
  return operation.op === 'void' ? operation.before : operation.fact;
}
