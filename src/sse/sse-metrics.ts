import { Counter, Gauge, type Registry } from 'prom-client';

interface Counted {
  readonly congested: boolean;
  readonly unsentBytes: number;
}

/** What an operator wants to know of the event streams of this node. */
export class SseMetrics {
  readonly opened: Counter;
  readonly ended: Counter<'code'>;
  readonly refused: Counter<'reason'>;
  readonly sends: Counter;
  readonly writes: Counter;
  readonly bytes: Counter;

  /** @param streams looked at when the metrics are scraped */
  constructor(registry: Registry, streams: ReadonlySet<Counted>) {
    const registers = [registry];
    const counter = <L extends string>(name: string, help: string, labelNames: readonly L[] = []) =>
      new Counter<L>({ name: `touchline_sse_${name}_total`, help, labelNames: [...labelNames], registers });
    this.opened = counter('opened', 'Event streams that began.');
    this.ended = counter('ended', 'Streams that the server ended, by error code.', ['code']);
    this.refused = counter('refused', 'Streams that were not let in: full, draining, address.', ['reason']);
    this.sends = counter('sends', 'Messages sent to event streams.');
    this.writes = counter('writes', 'Writes to event streams, comments included.');
    this.bytes = counter('bytes', 'Bytes written to event streams.');
    const gauge = (name: string, help: string, value: () => number) =>
      registry.registerMetric(
        new Gauge({
          name: `touchline_sse_${name}`,
          help,
          registers: [],
          collect() {
            this.set(value());
          },
        }),
      );
    gauge('connections', 'Open event streams.', () => streams.size);
    gauge('congested', 'Streams with more unsent than the bound allows.', () => count(streams));
    gauge('unsent_bytes', 'Bytes that clients have not taken yet.', () => unsent(streams));
  }

  wrote(bytes: number): void {
    this.writes.inc();
    this.bytes.inc(bytes);
  }
}

function count(streams: ReadonlySet<Counted>): number {
  let congested = 0;
  for (const stream of streams) if (stream.congested) congested++;
  return congested;
}

function unsent(streams: ReadonlySet<Counted>): number {
  let bytes = 0;
  for (const stream of streams) bytes += stream.unsentBytes;
  return bytes;
}
