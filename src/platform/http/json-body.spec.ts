import { PassThrough } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../core/protocol/errors.js';
import { BODY_MS, PATIENCE_MS, readJsonBody, SLOWEST_BYTES_PER_SECOND } from './json-body.js';

/** Reads what `payload` brings, and keeps each answer. */
function reading(headers: Readonly<Record<string, string>> = {}) {
  const payload = new PassThrough();
  const answers: [Error | null, unknown][] = [];
  readJsonBody({ headers } as FastifyRequest, payload as unknown as IncomingMessage, (error, body) => {
    answers.push([error, body]);
  });
  return { payload, answers };
}

describe('the body of a request', () => {
  beforeEach(() => jest.useFakeTimers({ doNotFake: ['nextTick', 'setImmediate'] }));
  afterEach(() => jest.useRealTimers());
  const turn = () => new Promise((resolve) => setImmediate(resolve));

  /** Sends `bytes` at the end of each second, until there is an answer. Resolves to how many seconds that took. */
  async function secondsOf({ payload, answers }: ReturnType<typeof reading>, bytes: number): Promise<number> {
    for (let second = 1; second <= 200; second += 1) {
      payload.write(' '.repeat(bytes));
      await turn();
      jest.advanceTimersByTime(1000);
      if (answers.length > 0) return second;
    }
    return Infinity;
  }

  it('that drips is not waited for, and what follows is dropped', async () => {
    const body = reading();
    const { payload, answers } = body;
    expect(await secondsOf(body, 1)).toBe(PATIENCE_MS / 1000 + 1);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.[0]).toBeInstanceOf(AppError);
    expect((answers[0]?.[0] as AppError).code).toBe('bad_request');
    payload.end('}');
    await turn();
    expect(answers).toHaveLength(1);
  });

  it('that is slow has the time that it earns by what has come', async () => {
    const patience = PATIENCE_MS / 1000;
    const half = await secondsOf(reading(), SLOWEST_BYTES_PER_SECOND / 2);
    expect(half).toBeGreaterThan(patience * 1.9);
    expect(half).toBeLessThan(patience * 2.1);
    expect(await secondsOf(reading(), SLOWEST_BYTES_PER_SECOND)).toBe(BODY_MS / 1000);
  });

  it.each<Record<string, string>>([{}, { 'content-length': '7' }])(
    'leaves no timer behind when it arrived: %j',
    async (headers) => {
      const { payload, answers } = reading(headers);
      payload.write('{"a"');
      await turn();
      expect(jest.getTimerCount()).toBe(1);
      payload.end(':1}');
      await turn();
      expect(answers).toEqual([[null, { a: 1 }]]);
      expect(jest.getTimerCount()).toBe(0);
    },
  );

  it('needs no timer when it comes in one piece, as its length said', async () => {
    const { payload, answers } = reading({ 'content-length': '2' });
    payload.write('{}');
    await turn();
    expect(jest.getTimerCount()).toBe(0);
    payload.end();
    await turn();
    expect(answers).toEqual([[null, {}]]);
  });
});
