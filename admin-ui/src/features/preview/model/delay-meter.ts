import type { PressTime } from '../../../shared/press/press-times.js';

/** How long one event took to a spectator. Milliseconds. */
export interface Sample {
  readonly seq: number;
  /** All of it, the release delay included. */
  readonly totalMs: number;
  /** What the feed keeps back on purpose. */
  readonly releaseMs: number;
  /** What the way itself took. */
  readonly wayMs: number;
}

/** What spectators received at one moment. */
export interface Arrival {
  /** Of the newest event in it; those behind `fromSeq` came with it. */
  readonly seq: number;
  readonly fromSeq: number;
  /** By `performance.now`. */
  readonly arrivedAt: number;
  /** Likewise by the server's clock as this machine knows it, since 1970. */
  readonly serverNow: number;
  /** When its newest event was committed, since 1970. */
  readonly committedAt: number;
  readonly releaseMs: number;
}

export interface Summary {
  readonly last: Sample;
  /** Of `wayMs`. */
  readonly medianMs: number;
  readonly worstMs: number;
  readonly count: number;
}

export interface Delays {
  /** From an own press to its arrival, by one clock: exact. */
  readonly press: Summary | undefined;
  /** From the commit of any event to its arrival, by two clocks: as exact as the server's is known. */
  readonly commit: Summary | undefined;
  /** Own presses that waited for the network or a decision; they say nothing about the way. */
  readonly hindered: number;
}

/** As many as tell how it is now. */
export const KEPT_SAMPLES = 50;
/** Presses and arrivals that wait for each other; the answer to a press may come behind its event. */
const MAX_WAITING = 200;

export function summarise(samples: readonly Sample[]): Summary | undefined {
  const last = samples.at(-1);
  if (!last) return undefined;
  const ways = samples.map(({ wayMs }) => wayMs).sort((a, b) => a - b);
  const middle = ways.length / 2;
  const medianMs =
    ways.length % 2 === 1
      ? (ways[Math.floor(middle)] ?? 0)
      : ((ways[middle - 1] ?? 0) + (ways[middle] ?? 0)) / 2;
  return { last, medianMs, worstMs: ways.at(-1) ?? 0, count: ways.length };
}

/** Brings presses and what spectators received together, in whatever order they become known. Bounded. */
export class DelayMeter {
  #presses: readonly PressTime[] = [];
  #arrivals: readonly Arrival[] = [];
  #pressed: readonly Sample[] = [];
  #committed: readonly Sample[] = [];
  #hindered = 0;
  #liveSince = Number.POSITIVE_INFINITY;

  delays(): Delays {
    return {
      press: summarise(this.#pressed),
      commit: summarise(this.#committed),
      hindered: this.#hindered,
    };
  }

  /** The connection is there since `serverNow`: what was to be released before says how long it was away, not how long the way is. */
  live(serverNow: number): void {
    this.#liveSince = serverNow;
  }

  lost(): void {
    this.#liveSince = Number.POSITIVE_INFINITY;
    this.#presses = [];
    this.#arrivals = [];
  }

  pressed(press: PressTime): void {
    if (press.hindered) {
      this.#hindered++;
      return;
    }
    const arrival = this.#arrivals.find(({ fromSeq, seq }) => fromSeq < press.seq && press.seq <= seq);
    if (arrival) this.#measure(press, arrival);
    else this.#presses = [...this.#presses, press].slice(-MAX_WAITING);
  }

  arrived(arrival: Arrival): void {
    const { seq, fromSeq, serverNow, committedAt, releaseMs } = arrival;
    if (committedAt + releaseMs < this.#liveSince) return;
    const totalMs = Math.max(0, serverNow - committedAt);
    this.#committed = kept(this.#committed, sampleOf(seq, totalMs, releaseMs));
    this.#arrivals = [...this.#arrivals, arrival].slice(-MAX_WAITING);
    for (const press of this.#presses) {
      if (fromSeq < press.seq && press.seq <= seq) this.#measure(press, arrival);
    }
    // What came already will not come again.
    this.#presses = this.#presses.filter((press) => press.seq > seq);
  }

  #measure({ seq, pressedAt }: PressTime, { arrivedAt, releaseMs }: Arrival): void {
    this.#pressed = kept(this.#pressed, sampleOf(seq, Math.max(0, arrivedAt - pressedAt), releaseMs));
  }
}

function sampleOf(seq: number, totalMs: number, releaseMs: number): Sample {
  return { seq, totalMs, releaseMs, wayMs: Math.max(0, totalMs - releaseMs) };
}

function kept(samples: readonly Sample[], sample: Sample): readonly Sample[] {
  return [...samples, sample].slice(-KEPT_SAMPLES);
}
