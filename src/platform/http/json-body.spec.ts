import { PassThrough } from 'node:stream';
import type { IncomingMessage } from 'node:http';
import type { FastifyRequest } from 'fastify';
import { AppError } from '../../core/protocol/errors.js';
import { BODY_MS, readJsonBody } from './json-body.js';

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

  it('that drips is refused at its time, however often it moved, and what follows is dropped', async () => {
    const { payload, answers } = reading();
    payload.write('{');
    await turn();
    for (let spent = 0; spent < BODY_MS - 1000; spent += 1000) {
      payload.write(' ');
      await turn();
      jest.advanceTimersByTime(1000);
    }
    expect(answers).toEqual([]);
    jest.advanceTimersByTime(1000);
    expect(answers).toHaveLength(1);
    expect(answers[0]?.[0]).toBeInstanceOf(AppError);
    expect((answers[0]?.[0] as AppError).code).toBe('bad_request');
    payload.end('}');
    await turn();
    expect(answers).toHaveLength(1);
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
