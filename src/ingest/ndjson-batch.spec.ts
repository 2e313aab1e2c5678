import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { PassThrough, Readable, Writable } from 'node:stream';
import { waitFor } from '../../test/support/wait-for.js';
import type { ItemResult } from './batch-publisher.js';
import { NdjsonBatch, type NdjsonOptions } from './ndjson-batch.js';

const OPTIONS: NdjsonOptions = {
  windowLines: 10,
  windowBytes: 1_000_000,
  unreadBytes: 1_000_000_000,
  idleMs: 60_000,
};

function committed(index: number): ItemResult {
  return { index, status: 'committed', feed: 'a', seq: index + 1 };
}

function indexes(text: string): number[] {
  return text
    .split('\n')
    .filter(Boolean)
    .map((line) => (JSON.parse(line) as { index: number }).index);
}

function upTo(count: number): number[] {
  return Array.from({ length: count }, (_, index) => index);
}

/** Commits when the test says so. */
class Commits {
  readonly #waiting = new Map<number, () => void>();
  taken = 0;

  readonly publish = (index: number, read: () => unknown): Promise<ItemResult> => {
    read();
    this.taken++;
    return new Promise((resolve) => this.#waiting.set(index, () => resolve(committed(index))));
  };

  commit(index: number): void {
    this.#waiting.get(index)?.();
    this.#waiting.delete(index);
  }

  get open(): number[] {
    return [...this.#waiting.keys()];
  }
}

describe('an NDJSON batch', () => {
  it('takes no more lines than its window, and answers in the order of the lines whatever commits first', async () => {
    const output = new PassThrough().setEncoding('utf8');
    let text = '';
    output.on('data', (part: string) => (text += part));
    const commits = new Commits();
    const input = Readable.from([Buffer.from('{}\n'.repeat(25))]);
    const run = new NdjsonBatch(input, output, commits.publish, OPTIONS).run();
    await waitFor(() => commits.taken === 10);
    for (const index of upTo(10).reverse().slice(0, 9)) commits.commit(index);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect([commits.taken, text]).toEqual([10, '']);
    commits.commit(0);
    await waitFor(() => commits.taken === 20);
    expect(indexes(text)).toEqual(upTo(10));
    while (indexes(text).length < 25) {
      for (const index of commits.open) commits.commit(index);
      await new Promise(setImmediate);
    }
    await run;
    expect(indexes(text)).toEqual(upTo(25));
  });

  it('bounds the bytes that wait for their commit too', async () => {
    const commits = new Commits();
    const line = `${JSON.stringify({ pad: 'x'.repeat(400) })}\n`;
    const input = Readable.from([Buffer.from(line.repeat(10))]);
    const batch = new NdjsonBatch(input, new PassThrough(), commits.publish, {
      ...OPTIONS,
      windowBytes: 1000,
    });
    void batch.run();
    await waitFor(() => commits.taken === 3);
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    expect(commits.taken).toBe(3);
  });

  it('keeps results for a reader that comes late outside of memory, in order, and leaves no file behind', async () => {
    const lines = 60_000;
    let release: (() => void) | undefined;
    const parts: string[] = [];
    const output = new Writable({
      write(chunk: Buffer, _encoding, callback) {
        parts.push(chunk.toString());
        if (release === undefined) release = callback;
        else callback();
      },
    });
    let most = 0;
    const publish = (index: number): Promise<ItemResult> => {
      most = Math.max(most, output.writableLength);
      return Promise.resolve(committed(index));
    };
    const input = Readable.from(upTo(lines / 500).map(() => Buffer.from('{}\n'.repeat(500))));
    const run = new NdjsonBatch(input, output, publish, { ...OPTIONS, windowLines: 500 }).run();
    await waitFor(() => input.readableEnded);
    expect(most).toBeLessThan(2 * 1024 * 1024);
    release?.();
    await run;
    await waitFor(() => output.writableFinished);
    expect(indexes(parts.join(''))).toEqual(upTo(lines));
    await waitFor(() => !readdirSync(tmpdir()).some((name) => name.startsWith('touchline-results-')));
  });

  it('begins its answer behind the end of the body when a proxy cannot carry both at a time', async () => {
    const output = new PassThrough().setEncoding('utf8');
    let text = '';
    output.on('data', (part: string) => (text += part));
    const input = new PassThrough();
    const publish = (index: number): Promise<ItemResult> => Promise.resolve(committed(index));
    const run = new NdjsonBatch(input, output, publish, { ...OPTIONS, answerAfterRequest: true }).run();
    for (let n = 0; n < 100; n++) input.write('{}\n');
    await new Promise((resolve) => setTimeout(resolve, 100));
    expect(text).toBe('');
    input.end();
    await run;
    await waitFor(() => output.readableEnded);
    expect(indexes(text)).toEqual(upTo(100));
  });

  it('begins its answer all the same when its file is full, for nothing else would make room', async () => {
    const output = new PassThrough().setEncoding('utf8');
    let text = '';
    output.on('data', (part: string) => (text += part));
    const publish = (index: number): Promise<ItemResult> => Promise.resolve(committed(index));
    const input = Readable.from(upTo(200).map(() => Buffer.from('{}\n'.repeat(100))));
    const options = { ...OPTIONS, unreadBytes: 50_000, answerAfterRequest: true };
    await new NdjsonBatch(input, output, publish, options).run();
    await waitFor(() => output.readableEnded);
    expect(indexes(text)).toEqual(upTo(20_000));
  });

  it('reads no further when a reader never comes and the bound of the file is reached', async () => {
    const output = new Writable({ write: () => undefined });
    let taken = 0;
    const publish = (index: number): Promise<ItemResult> => {
      taken++;
      return Promise.resolve(committed(index));
    };
    const endless = Readable.from(
      (function* () {
        for (;;) yield Buffer.from('{}\n'.repeat(1000));
      })(),
    );
    const options = { ...OPTIONS, windowLines: 1000, unreadBytes: 500_000 };
    const run = new NdjsonBatch(endless, output, publish, options).run();
    await waitFor(async () => {
      const before = taken;
      await new Promise((resolve) => setTimeout(resolve, 200));
      return taken > 0 && taken === before;
    });
    expect(taken).toBeLessThan(100_000);
    output.destroy();
    await run;
  });

  it('breaks off a client that only keeps its place', async () => {
    const output = new PassThrough();
    const input = new PassThrough();
    const commits = new Commits();
    const run = new NdjsonBatch(input, output, commits.publish, { ...OPTIONS, idleMs: 0 }).run();
    input.write('{}\n');
    await waitFor(() => commits.taken === 1);
    input.write(' ');
    commits.commit(0);
    await waitFor(() => {
      input.write('\n');
      return output.destroyed;
    });
    await run;
    expect(commits.taken).toBe(1);
  });

  it('answers what was taken when it is told to stop, then breaks off', async () => {
    const output = new PassThrough().setEncoding('utf8');
    let text = '';
    output.on('data', (part: string) => (text += part));
    const commits = new Commits();
    const input = new PassThrough();
    input.write('{}\n{}\n');
    const batch = new NdjsonBatch(input, output, commits.publish, OPTIONS);
    const run = batch.run();
    await waitFor(() => commits.taken === 2);
    batch.stop();
    input.write('{}\n{}\n');
    await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
    // The connection is still needed for the answer.
    expect([commits.taken, input.destroyed, output.destroyed]).toEqual([2, false, false]);
    commits.commit(0);
    commits.commit(1);
    await run;
    expect(indexes(text)).toEqual([0, 1]);
    expect([output.destroyed, output.writableFinished]).toEqual([true, false]);
  });
});
