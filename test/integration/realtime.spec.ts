import type { StreamedEvent } from '../../src/core/protocol/event.js';
import { call, RealtimeApp, tcpOf } from '../support/realtime-app.js';
import { waitFor } from '../support/wait-for.js';

const connected = (client: { connected: boolean }) =>
  waitFor(() => client.connected, { message: 'the connection' });

describe('subscribing over Socket.IO', () => {
  it.each([['websocket'], ['polling']])('brings a snapshot, then each event, over %s', async (transport) => {
    await using app = await RealtimeApp.start();
    await app.feed('a');
    await app.publish('a', { n: 1 });
    const client = app.client({ transports: [transport] });
    const seqs: number[] = [];
    client.on('feed.events', ({ events }: { events: StreamedEvent[] }) =>
      seqs.push(...events.map(({ seq }) => seq)),
    );
    const answer = await call(client, 'subscribe', { feeds: [{ id: 'a' }] });
    expect(answer.feeds[0]).toMatchObject({
      id: 'a',
      seq: 1,
      recovered: false,
      snapshot: { state: { n: 1 } },
    });
    for (let n = 2; n <= 60; n++) await app.publish('a', { n });
    await waitFor(() => seqs.length === 59);
    expect(seqs).toEqual(Array.from({ length: 59 }, (_, index) => index + 2));
    expect(await call(client, 'unsubscribe', { feeds: ['a'] })).toEqual({ ok: true });
  });

  it('answers the calls of a connection in their order, refused ones too', async () => {
    await using app = await RealtimeApp.start();
    await app.feed('a');
    const client = app.client();
    await connected(client);
    const order: string[] = [];
    const calls = [
      call(client, 'subscribe', { feeds: [{ id: 'a' }] }).then(() => order.push('subscribed')),
      call(client, 'subscribe', { feeds: 7 }).then(() => order.push('refused')),
      call(client, 'unsubscribe', { feeds: ['a'] }).then(() => order.push('unsubscribed')),
      call(client, 'auth.refresh', { token: 'live' }).then(() => order.push('refreshed')),
      call(client, 'subscribe', { feeds: [{ id: 'a' }] }).then(() => order.push('again')),
    ];
    await Promise.all(calls);
    expect(order).toEqual(['subscribed', 'refused', 'unsubscribed', 'refreshed', 'again']);
  });

  it.each<[string, string, unknown[], string]>([
    ['no payload', 'subscribe', [], 'payload'],
    ['a payload that is no object', 'subscribe', ['x'], 'payload'],
    ['null', 'subscribe', [null], 'payload'],
    ['neither feeds nor tags', 'subscribe', [{}], 'payload'],
    ['an unknown field', 'subscribe', [{ feeds: [{ id: 'a' }], rate: 1 }], 'rate'],
    ['an unknown field of a feed', 'subscribe', [{ feeds: [{ id: 'a', hz: 1 }] }], 'feeds.0.hz'],
    ['a bad id', 'subscribe', [{ feeds: [{ id: 'a' }, { id: 'ü/' }] }], 'feeds.1.id'],
    ['an id twice', 'subscribe', [{ feeds: [{ id: 'a' }, { id: 'a' }] }], 'feeds.1.id'],
    ['a tag twice', 'subscribe', [{ tags: [{ tag: 'a' }, { tag: 'a' }] }], 'tags.1.tag'],
    ['a bad contract', 'subscribe', [{ feeds: [{ id: 'a', contract: 'some' }] }], 'feeds.0.contract'],
    [
      'a negative seq',
      'subscribe',
      [{ feeds: [{ id: 'a', position: { epoch: 'e', seq: -1 } }] }],
      'feeds.0.position.seq',
    ],
    [
      'a seq beyond 2^53',
      'subscribe',
      [{ feeds: [{ id: 'a', position: { epoch: 'e', seq: 2 ** 60 } }] }],
      'feeds.0.position.seq',
    ],
    [
      'a position without epoch',
      'subscribe',
      [{ feeds: [{ id: 'a', position: { seq: 1 } }] }],
      'feeds.0.position.epoch',
    ],
    [
      'a rate below the ladder',
      'subscribe',
      [{ feeds: [{ id: 'a', contract: 'latest', maxRateHz: 0.1 }] }],
      'feeds.0.maxRateHz',
    ],
    [
      'a tag rate below the ladder',
      'subscribe',
      [{ tags: [{ tag: 'a', maxRateHz: 0.1 }] }],
      'tags.0.maxRateHz',
    ],
    [
      'a bad position of a tag',
      'subscribe',
      [{ tags: [{ tag: 'a', positions: { 'b/': { epoch: 'e', seq: 1 } } }] }],
      'tags.0.positions.b/',
    ],
    [
      '501 feeds',
      'subscribe',
      [{ feeds: Array.from({ length: 501 }, (_, n) => ({ id: `f${n}` })) }],
      'feeds',
    ],
    ['unsubscribing nothing', 'unsubscribe', [{}], 'payload'],
    ['unsubscribing objects', 'unsubscribe', [{ feeds: [{ id: 'a' }] }], 'feeds.0'],
    ['a token that is no text', 'auth.refresh', [{ token: 1 }], 'token'],
  ])('refuses %s with validation_failed and the path', async (_name, event, args, path) => {
    await using app = await RealtimeApp.start();
    const client = app.client();
    const { error } = await call(client, event, ...args);
    expect(error).toMatchObject({
      code: 'validation_failed',
      detail: expect.stringContaining(path) as string,
    });
    expect(error.errors?.map((issue) => issue.path)).toContain(path);
    expect(client.connected).toBe(true);
  });

  it.each([['websocket'], ['polling']])(
    'answers what it cannot read in its turn, and the connection goes on, over %s',
    async (transport) => {
      await using app = await RealtimeApp.start();
      await app.feed('a');
      const client = app.client({ transports: [transport] });
      await connected(client);
      const order: string[] = [];
      const calls = [
        call(client, 'subscribe', { feeds: [{ id: 'a' }] }).then(() => order.push('subscribed')),
        call(client, 'subscribe', Buffer.from('abc')).then(({ error }) => order.push(error.code)),
        call(client, 'subscribe', { feeds: [Buffer.alloc(5000), Buffer.alloc(1)] }).then(({ error }) =>
          order.push(error.errors?.[0]?.path ?? ''),
        ),
        call(client, 'unsubscribe', { feeds: ['a'] }).then(() => order.push('unsubscribed')),
      ];
      await Promise.all(calls);
      expect(order).toEqual(['subscribed', 'validation_failed', 'payload', 'unsubscribed']);
      const packets: string[] = [];
      client.io.engine.on('message', (text: string) => packets.push(text));
      const odd = ['2900[{},{}]', '2901[]', '2902["disconnect"]', '2903["subscribe",', '2[]', '2["connect"]'];
      for (const text of odd) client.io.engine.write(text);
      await waitFor(() => packets.length >= 4);
      expect(packets.map((text) => text.slice(0, 4))).toEqual(['3900', '3901', '3902', '3903']);
      for (const text of packets) expect(text).toContain('"validation_failed"');
      expect(await call(client, 'unsubscribe', { feeds: ['a'] })).toEqual({ ok: true });
    },
  );

  it('answers an unknown event, and lives through calls without an acknowledgement', async () => {
    await using app = await RealtimeApp.start();
    await app.feed('a');
    const client = app.client();
    const seqs: number[] = [];
    client.on('feed.events', ({ events }: { events: StreamedEvent[] }) =>
      seqs.push(...events.map(({ seq }) => seq)),
    );
    client.emit('subscribe');
    client.emit('subscribe', { feeds: 1 });
    client.emit('subscribe', { feeds: [{ id: 'a' }] });
    client.emit('error', 'x');
    expect((await call(client, 'publish', {})).error.code).toBe('validation_failed');
    await app.publish('a', { n: 1 });
    await waitFor(() => seqs.length === 1);
  });
});

describe('letting sockets in', () => {
  it('refuses an invalid token by name and takes none as anonymous', async () => {
    await using app = await RealtimeApp.start();
    await app.feed('hidden', { publicDelaySeconds: null });
    for (const token of ['wrong', 7, '']) {
      const refused = app.client({ auth: { token } });
      const error = await new Promise<Error & { data?: unknown }>((resolve) =>
        refused.on('connect_error', resolve),
      );
      expect(error.data).toMatchObject({ code: 'unauthenticated', retryable: false });
    }
    const ask = { feeds: [{ id: 'hidden' }] };
    const anonymous = await call(app.client(), 'subscribe', ask);
    expect(anonymous.feeds[0]).toMatchObject({ id: 'hidden', error: { code: 'not_found' } });
    const known = await call(app.client({ auth: { token: 'live' } }), 'subscribe', ask);
    expect(known.feeds[0]).toMatchObject({ id: 'hidden', seq: 0 });
  });

  it('tells a client before its token expires, then ends it; a refreshed one goes on', async () => {
    await using app = await RealtimeApp.start();
    const idle = app.client({ auth: { token: 'short:300' } });
    const diligent = app.client({ auth: { token: 'short:300' } });
    const told: string[] = [];
    diligent.on('auth.expiring', () => void call(diligent, 'auth.refresh', { token: 'live' }));
    idle.on('auth.expiring', () => void told.push('expiring'));
    idle.on('error', ({ code }: { code: string }) => void told.push(code));
    await waitFor(() => idle.disconnected && told.length > 0);
    expect(told).toEqual(['expiring', 'unauthenticated']);
    expect(diligent.connected).toBe(true);
    expect((await call(diligent, 'auth.refresh', { token: 'wrong' })).error.code).toBe('unauthenticated');
    expect(diligent.connected).toBe(true);
  });

  it('takes no more connections than its bound', async () => {
    await using app = await RealtimeApp.start({ realtime: { maxConnections: 2 } });
    await connected(app.client());
    await connected(app.client());
    const third = app.client();
    await new Promise((resolve) => third.once('connect_error', resolve));
    expect(await app.metric('touchline_realtime_refused_total', { reason: 'full' })).toBe(1);
    expect(app.realtime.connections).toBe(2);
  });
});

describe('too much from a client', () => {
  it('never limits 20 calls at once, answers more with rate_limited, and ends a flood', async () => {
    await using app = await RealtimeApp.start();
    await app.feed('a');
    const client = app.client();
    const ask = { feeds: [{ id: 'a' }] };
    const first = await Promise.all(Array.from({ length: 20 }, () => call(client, 'subscribe', ask)));
    expect(first.every(({ error }) => error === undefined)).toBe(true);
    const codes: string[] = [];
    client.on('error', ({ code }: { code: string }) => void codes.push(`error ${code}`));
    client.on('disconnect', (reason) => void codes.push(reason));
    for (let n = 0; n < 300; n++) {
      client.emit(
        'subscribe',
        ask,
        (answer: { error?: { code: string } }) => void codes.push(answer.error?.code ?? 'ok'),
      );
    }
    await waitFor(() => client.disconnected);
    expect(codes).toContain('rate_limited');
    expect(codes.slice(-2)).toEqual(['error rate_limited', 'io server disconnect']);
  });

  it('answers refused calls in their turn, not before those that came first', async () => {
    await using app = await RealtimeApp.start();
    await app.feed('a');
    const client = app.client();
    await connected(client);
    const order: number[] = [];
    const codes: (string | undefined)[] = [];
    for (let n = 0; n < 60; n++) {
      client.emit('subscribe', { feeds: [{ id: 'a' }] }, ({ error }: { error?: { code: string } }) => {
        order.push(n);
        codes.push(error?.code);
      });
    }
    await waitFor(() => order.length === 60);
    expect(codes).toContain('rate_limited');
    expect(codes).toContain(undefined);
    expect(order).toEqual(Array.from({ length: 60 }, (_, n) => n));
  });

  it('makes no further answers for a client that does not read them, and goes on once it does', async () => {
    await using app = await RealtimeApp.start({
      realtime: { writer: { congestedBytes: 256 * 1024, overflowBytes: 1024 * 1024, lingerMs: 100 } },
    });
    const ids = Array.from({ length: 40 }, (_, n) => `f${n}`);
    for (const id of ids) {
      await app.feed(id);
      await app.publish(id, { text: 'x'.repeat(60_000) });
    }
    const client = app.client();
    await connected(client);
    const tcp = tcpOf(client);
    tcp.pause();
    let answers = 0;
    for (let n = 0; n < 20; n++)
      client.emit('subscribe', { feeds: ids.map((id) => ({ id })) }, () => answers++);
    const raw = () => Math.max(...[...app.sockets()].map((socket) => socket.writableLength));
    await waitFor(() => raw() > 256 * 1024);
    const held = raw();
    for (let n = 0; n < 50; n++) await app.publish('f0', { n });
    expect(raw()).toBeLessThan(held + 8 * 1024 * 1024);
    tcp.resume();
    await waitFor(() => answers === 20);
  });

  it.each(['every', 'latest'] as const)(
    'under %s a socket that stops reading costs bounded memory, the others nothing',
    async (contract) => {
      await using app = await RealtimeApp.start({
        realtime: { writer: { congestedBytes: 256 * 1024, overflowBytes: 1024 * 1024, lingerMs: 100 } },
      });
      await app.feed('a');
      const stalled = app.client();
      const healthy = app.client();
      let seen = 0;
      healthy.on('feed.events', ({ events }: { events: unknown[] }) => void (seen += events.length));
      await call(stalled, 'subscribe', {
        feeds: [{ id: 'a', contract, ...(contract === 'latest' ? { maxRateHz: 20 } : {}) }],
      });
      await call(healthy, 'subscribe', { feeds: [{ id: 'a' }] });
      tcpOf(stalled).pause();
      let most = 0;
      const total = 300;
      for (let n = 0; n < total; n++) {
        await app.publish('a', { n, text: String(n).repeat(20_000).slice(0, 60_000) });
        await new Promise((resolve) => setTimeout(resolve, 1));
        for (const socket of app.sockets()) most = Math.max(most, socket.writableLength);
      }
      await waitFor(() => seen === total);
      expect(most).toBeLessThan(2 * 1024 * 1024);
      if (contract === 'every') {
        await waitFor(() => app.realtime.connections === 1);
        expect(await app.metric('touchline_realtime_ended_total', { code: 'slow_consumer' })).toBe(1);
      } else {
        expect(app.realtime.connections).toBe(2);
        tcpOf(stalled).resume();
        const head = await new Promise<number>((resolve) => {
          stalled.on('feed.state', ({ seq }: { seq: number }) => seq === total && resolve(seq));
        });
        expect(head).toBe(total);
      }
    },
  );
});

describe('a node that drains', () => {
  it('announces it, takes nobody in, ends in slices who stays, and is empty in time', async () => {
    await using app = await RealtimeApp.start();
    const clients = Array.from({ length: 30 }, (_, n) =>
      app.client({ transports: [n % 2 ? 'websocket' : 'polling'] }),
    );
    await Promise.all(clients.map(connected));
    const told: number[] = [];
    const left: number[] = [];
    const reasons = new Set<string>();
    for (const client of clients) {
      client.on(
        'server.draining',
        ({ reconnectAfterMs }: { reconnectAfterMs: number }) => void told.push(reconnectAfterMs),
      );
      client.on('disconnect', (reason) => {
        left.push(performance.now());
        reasons.add(reason);
      });
    }
    await app.realtime.drain(1000);
    expect(app.realtime.connections).toBe(0);
    await waitFor(() => left.length === 30);
    expect(told).toEqual(Array.from({ length: 30 }, () => 500));
    // A client that knows nothing of draining comes back by itself after this reason.
    expect([...reasons]).toEqual(['transport close']);
    expect(Math.max(...left) - Math.min(...left)).toBeGreaterThan(100);
    const late = app.client();
    await new Promise((resolve) => late.once('connect_error', resolve));
  });
});
