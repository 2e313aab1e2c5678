import { EventEmitter } from 'node:events';
import type { FastifyReply } from 'fastify';
import { Registry } from 'prom-client';
import { LargeAnswers } from './large-answers.js';

const LIMITS = { making: 1, maxWaiting: 1, unread: 300_000, unreadOfAddress: 200_000 };

describe('large answers', () => {
  const registry = new Registry();
  let answers: LargeAnswers;
  beforeEach(() => {
    registry.clear();
    answers = new LargeAnswers(registry, LIMITS);
  });

  function client(ip: string) {
    const raw = new EventEmitter();
    const sent: string[] = [];
    const reply = { raw, request: { ip }, header: () => reply, send: (json: string) => sent.push(json) };
    const ask = (size: number) =>
      answers.send(reply as unknown as FastifyReply, () => Promise.resolve('x'.repeat(size)));
    return { raw, sent, ask };
  }
  const unread = async () =>
    (await registry.getSingleMetric('touchline_http_unread_answers')?.get())?.values[0]?.value;

  it('are refused to an address that does not read those it has, until it does', async () => {
    const slow = client('192.0.2.1');
    await slow.ask(150_000);
    await expect(client('192.0.2.1').ask(100_000)).rejects.toMatchObject({
      code: 'unavailable',
      retryAfterSeconds: 5,
    });
    await client('192.0.2.1').ask(1_000);
    await client('192.0.2.2').ask(100_000);
    expect(await unread()).toBe(250_000);
    slow.raw.emit('close');
    expect(await unread()).toBe(100_000);
    await client('192.0.2.1').ask(100_000);
  });

  it('are bounded over all addresses, but one alone is always sent', async () => {
    const first = client('192.0.2.1');
    await first.ask(1_000_000);
    await expect(client('192.0.2.2').ask(70_000)).rejects.toMatchObject({ code: 'unavailable' });
    first.raw.emit('close');
    await client('192.0.2.2').ask(70_000);
  });

  it('are made one after the other, and no more wait than may', async () => {
    let end = (): void => undefined;
    const reply = {
      raw: new EventEmitter(),
      request: { ip: '::1' },
      header: () => reply,
      send: () => undefined,
    };
    const send = (make: () => Promise<string>) => answers.send(reply as unknown as FastifyReply, make);
    const first = send(() => new Promise((resolve) => (end = () => resolve('1'))));
    const second = send(() => Promise.resolve('2'));
    await expect(send(() => Promise.resolve('3'))).rejects.toMatchObject({ code: 'unavailable' });
    end();
    await Promise.all([first, second]);
  });
});
