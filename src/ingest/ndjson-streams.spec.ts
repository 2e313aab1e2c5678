import { Registry } from 'prom-client';
import { IngestMetrics } from './ingest-metrics.js';
import type { NdjsonBatch } from './ndjson-batch.js';
import { NdjsonStreams } from './ndjson-streams.js';

/** A batch that is read until the test ends. */
const endless = (): NdjsonBatch =>
  ({ run: () => new Promise<void>(() => undefined) }) as Partial<NdjsonBatch> as NdjsonBatch;

describe('the NDJSON batches of a node', () => {
  const streamsWith = (...actors: readonly string[]): NdjsonStreams => {
    const streams = new NdjsonStreams(new IngestMetrics(new Registry()), 4);
    for (const actor of actors) {
      streams.admit(actor);
      void streams.run(endless(), actor);
    }
    return streams;
  };

  it('are not all one actor’s: half of them at most, the rest stays free for others', () => {
    const streams = streamsWith('key:hog', 'key:hog');
    expect(() => streams.admit('key:hog')).toThrow('2 NDJSON batches of yours');
    expect(() => streams.admit('key:other')).not.toThrow();
  });

  it('are bounded in all', () => {
    const streams = streamsWith('key:a', 'key:a', 'key:b', 'key:b');
    expect(() => streams.admit('key:c')).toThrow('This node reads 4 NDJSON batches already');
  });
});
