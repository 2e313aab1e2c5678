import type { StreamedEvent } from '../../../../src/core/protocol/event.js';
import type { Act } from './undo.js';
import type { Press } from './press.js';
import type { ActStorage } from './desk.js';
import type { PressSender, QueueStorage, Sent } from './press-queue.js';

/** A feed's log as the server keeps it: keys bind, `If-Match` is judged behind them. */
export class FakeLog implements PressSender {
  readonly events: StreamedEvent[] = [];
  readonly holds = new Map<string, Press>();
  readonly #byKey = new Map<string, number>();
  /** What happens to the next calls instead of an ordinary answer; `lost`: written, but the answer is lost. */
  readonly faults: ('away' | 'lost' | 'signedOut' | 'refused')[] = [];
  holding = false;
  /** What happens while a press is on its way. */
  onSend: ((guarded: boolean) => void) | undefined;

  get head(): number {
    return this.events.length;
  }

  append(type: string, rest: Partial<StreamedEvent> = {}): number {
    const seq = this.head + 1;
    this.events.push({ seq, type, data: {}, at: '', occurredAt: '', ...rest });
    return seq;
  }

  async send(press: Press, guarded: boolean): Promise<Sent> {
    this.onSend?.(guarded);
    await Promise.resolve();
    const fault = this.faults.shift();
    if (fault === 'away') return { kind: 'unknown', retryAfterMs: 0 };
    if (fault === 'signedOut') return { kind: 'signedOut' };
    if (fault === 'refused') return { kind: 'refused', detail: 'no' };
    const sent = this.#write(press, guarded);
    return fault === 'lost' ? { kind: 'unknown', retryAfterMs: 0 } : sent;
  }

  async between(after: number, head: number): Promise<readonly StreamedEvent[]> {
    await Promise.resolve();
    return this.events.slice(after, head);
  }

  #write({ id, operation, occurredAt, seenSeq, ...rest }: Press, guarded: boolean): Sent {
    const known = this.#byKey.get(id);
    if (known !== undefined) return { kind: 'published', seq: known };
    if (guarded && seenSeq !== this.head) return { kind: 'moved', head: this.head };
    if (this.holding) {
      this.holds.set(id, { id, operation, occurredAt, seenSeq, ...rest });
      return { kind: 'held', holdId: id };
    }
    const seq = this.#append(operation, occurredAt);
    this.#byKey.set(id, seq);
    return { kind: 'published', seq };
  }

  #append(operation: Press['operation'], occurredAt: string): number {
    if (operation.op === 'publish') {
      const { fact, insertAfter } = operation;
      return this.append(fact.type, {
        data: fact.data,
        occurredAt,
        ...(insertAfter === undefined ? {} : { insertAfter }),
      });
    }
    if (!('seq' in operation.target)) throw new Error('A correction was sent without a seq.');
    const { reason } = operation;
    if (operation.op === 'void') return this.append('void', { target: operation.target.seq, reason });
    const { fact, before } = operation;
    return this.append('amend', {
      target: operation.target.seq,
      data: fact.data,
      reason,
      ...(fact.type === before.type ? {} : { amendedType: fact.type }),
    });
  }
}

/** What a tab keeps, as text, so that nothing is shared by reference. */
export class FakeStorage implements QueueStorage, ActStorage {
  #queue = '[]';
  #acts = '[]';

  load = (): readonly Press[] => JSON.parse(this.#queue) as Press[];
  save = (presses: readonly Press[]): void => {
    this.#queue = JSON.stringify(presses);
  };
  loadActs = (): readonly Act[] => JSON.parse(this.#acts) as Act[];
  saveActs = (acts: readonly Act[]): void => {
    this.#acts = JSON.stringify(acts);
  };
}
