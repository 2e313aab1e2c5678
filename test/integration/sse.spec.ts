import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { STREAM_KEY, StreamApp } from '../support/stream-app.js';
import { StreamClient } from '../support/stream-client.js';
import { RawConnection } from '../support/raw-http.js';
import { waitFor } from '../support/wait-for.js';
import { ManualClock } from '../../src/platform/clock/manual-clock.js';

const run = promisify(execFile);

describe('an event stream', () => {
  it('begins with the snapshot, then brings each event with its position as id', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    await app.publish('a', { n: 1 });
    using client = await StreamClient.open(`${app.url}/feeds/a/stream`);
    expect(client.status).toBe(200);
    expect(client.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect(client.headers.get('cache-control')).toBe('no-store, no-transform');
    expect(client.headers.get('x-accel-buffering')).toBe('no');
    expect(client.headers.get('access-control-allow-origin')).toBe('*');
    const [first] = await client.until(1);
    const epoch = await app.log.epoch();
    expect(first).toEqual({
      id: `${epoch}:1`,
      event: 'feed.snapshot',
      data: {
        feed: 'a',
        epoch,
        seq: 1,
        state: { n: 1 },
        checksum: expect.stringMatching(/^[0-9a-f]{8}$/) as string,
        reason: 'subscribed',
      },
    });
    expect(client.retryMs).toBeGreaterThan(0);
    for (let n = 2; n <= 40; n++) await app.publish('a', { n });
    await waitFor(() => client.seqs('a').length === 39);
    expect(client.seqs('a')).toEqual(Array.from({ length: 39 }, (_, index) => index + 2));
    expect(client.lastEventId).toBe(`${epoch}:40`);
    expect(client.messages.every(({ id }) => id !== undefined)).toBe(true);
  });

  it.each(['header', 'query'])('resumes behind the id in the %s', async (place) => {
    await using app = await StreamApp.start();
    await app.feed('a');
    for (let n = 1; n <= 5; n++) await app.publish('a', { n });
    const id = `${await app.log.epoch()}:2`;
    using client = await (place === 'header'
      ? StreamClient.open(`${app.url}/feeds/a/stream`, { 'last-event-id': id })
      : StreamClient.open(`${app.url}/feeds/a/stream?lastEventId=${encodeURIComponent(id)}`));
    const [first] = await client.until(1);
    expect(first?.event).toBe('feed.events');
    await app.publish('a', { n: 6 });
    await waitFor(() => client.seqs('a').length === 4);
    expect(client.seqs('a')).toEqual([3, 4, 5, 6]);
    expect(client.of('feed.snapshot')).toEqual([]);
  });

  it('prefers the header, which an EventSource that comes back sends beside its first query', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    for (let n = 1; n <= 5; n++) await app.publish('a', { n });
    const epoch = await app.log.epoch();
    using client = await StreamClient.open(`${app.url}/feeds/a/stream?lastEventId=${epoch}:1`, {
      'last-event-id': `${epoch}:4`,
    });
    await client.until(1);
    expect(client.seqs('a')).toEqual([5]);
  });

  it('sends nothing twice to a client at the head, but its first bytes at once', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    await app.publish('a', { n: 1 });
    using client = await StreamClient.open(
      `${app.url}/feeds/a/stream?lastEventId=${await app.log.epoch()}:1`,
    );
    await waitFor(() => client.retryMs !== undefined);
    await app.publish('a', { n: 2 });
    await client.until(1);
    expect(client.messages.map(({ event }) => event)).toEqual(['feed.events']);
    expect(client.seqs('a')).toEqual([2]);
  });

  it.each([
    ['another epoch', 'other:1', 'epoch_changed'],
    ['a position beyond the head', '<epoch>:9', 'epoch_changed'],
    ['an empty id', '', 'subscribed'],
  ])('begins with a snapshot for %s', async (_, id, reason) => {
    await using app = await StreamApp.start();
    await app.feed('a');
    await app.publish('a', { n: 1 });
    using client = await StreamClient.open(`${app.url}/feeds/a/stream`, {
      'last-event-id': id.replace('<epoch>', await app.log.epoch()),
    });
    await client.until(1);
    expect(client.of('feed.snapshot')).toMatchObject([{ seq: 1, reason }]);
  });

  it('follows the state under latest, and resumes at what it holds without a snapshot', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    await app.publish('a', { n: 1 });
    const url = `${app.url}/feeds/a/stream?contract=latest&maxRateHz=20`;
    using client = await StreamClient.open(url);
    await client.until(1);
    for (let n = 2; n <= 30; n++) await app.publish('a', { n });
    await waitFor(() => client.of('feed.state').at(-1)?.seq === 30);
    expect(client.of('feed.state')[0]).toMatchObject({ feed: 'a', fromSeq: 1 });
    expect(client.seqs('a')).toEqual([]);
    using back = await StreamClient.open(url, { 'last-event-id': client.lastEventId as string });
    await waitFor(() => back.retryMs !== undefined);
    await app.publish('a', { n: 31 });
    await back.until(1);
    expect(back.of('feed.state')).toMatchObject([{ fromSeq: 30, seq: 31, patch: { n: 31 } }]);
    using stale = await StreamClient.open(url, { 'last-event-id': `${await app.log.epoch()}:5` });
    await stale.until(1);
    expect(stale.of('feed.snapshot')).toMatchObject([{ reason: 'resync', state: { n: 31 } }]);
  });

  it('tells that a feed ended', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    using client = await StreamClient.open(`${app.url}/feeds/a/stream`);
    await client.until(1);
    await app.log.archiveFeed('a');
    await client.until(2);
    expect(client.of('feed.closed')).toEqual([{ feed: 'a', reason: 'archived' }]);
  });

  it('sends a comment every 15 seconds, and only then', async () => {
    const clock = new ManualClock();
    await using app = await StreamApp.start({ clock });
    await app.feed('a');
    using client = await StreamClient.open(`${app.url}/feeds/a/stream`);
    await client.until(1);
    const before = client.comments.length;
    for (let second = 0; second < 14; second++) clock.advance(1000);
    // What was sent before arrives before.
    await app.publish('a', { n: 1 });
    await client.until(2);
    expect(client.comments.length).toBe(before);
    clock.advance(1000);
    await waitFor(() => client.comments.length === before + 1);
    clock.advance(30_000);
    await waitFor(() => client.comments.length > before + 1);
  });

  it('serves curl', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    await app.publish('a', { n: 1 });
    const result = await run('curl', ['-sN', '--max-time', '1', `${app.url}/feeds/a/stream`]).catch(
      (error: { stdout: string }) => error,
    );
    expect(result.stdout).toMatch(
      /^: touchline\nretry: \d+\n\nid: \S+:1\nevent: feed.snapshot\ndata: \{.*\}\n\n$/,
    );
  });

  it('serves HTTP/1.0 without chunks, until the connection ends', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    using raw = await RawConnection.open(app.port);
    raw.send('GET /api/v1/feeds/a/stream HTTP/1.0\r\n\r\n');
    await waitFor(() => raw.received.includes('feed.snapshot'));
    expect(raw.received).not.toMatch(/transfer-encoding/i);
    expect(raw.received).toMatch(/\r\n\r\n: touchline\nretry: \d+\n\nid: /);
    app.streams.close();
    await waitFor(() => raw.closed);
  });

  it('answers HEAD with the head alone, and preflights as REST does', async () => {
    await using app = await StreamApp.start({ corsOrigins: ['https://page.example'] });
    await app.feed('a');
    const head = await fetch(`${app.url}/feeds/a/stream`, { method: 'HEAD' });
    expect(head.status).toBe(200);
    expect(head.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    expect((await fetch(`${app.url}/feeds/none/stream`, { method: 'HEAD' })).status).toBe(404);
    const preflight = await fetch(`${app.url}/feeds/a/stream`, {
      method: 'OPTIONS',
      headers: { origin: 'https://page.example', 'access-control-request-method': 'GET' },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get('access-control-allow-headers')).toContain('Last-Event-ID');
    using client = await StreamClient.open(`${app.url}/feeds/a/stream`, { origin: 'https://page.example' });
    expect(client.headers.get('access-control-allow-origin')).toBe('https://page.example');
    expect(client.headers.get('access-control-allow-credentials')).toBe('true');
    client.close();
    await waitFor(() => app.streams.size === 0);
  });
});

describe('what a stream is refused with', () => {
  it.each([
    ['/feeds/a/stream?contract=some', 'contract'],
    ['/feeds/a/stream?contract=latest&contract=every', 'contract'],
    ['/feeds/a/stream?contract=latest&maxRateHz=0.1', 'maxRateHz'],
    ['/feeds/a/stream?maxRateHz=fast', 'maxRateHz'],
    ['/feeds/a/stream?maxRateHz=-1', 'maxRateHz'],
    ['/feeds/a/stream?maxRateHz=0', 'maxRateHz'],
    ['/feeds/a%2Fb/stream', 'id'],
    ['/feeds/a/stream?lastEventId=7', 'lastEventId'],
    ['/feeds/a/stream?lastEventId=e:-1', 'lastEventId'],
    ['/feeds/a/stream?lastEventId=e:01', 'lastEventId'],
    ['/feeds/a/stream?lastEventId=e:99999999999999999', 'lastEventId'],
    ['/stream', 'feeds'],
    ['/stream?feeds=', 'feeds.0'],
    ['/stream?feeds=a,,b', 'feeds.1'],
    ['/stream?feeds=a,b,a', 'feeds.2'],
    [`/stream?feeds=${Array.from({ length: 101 }, (_, n) => `f${n}`).join(',')}`, 'feeds'],
    ['/stream?feeds=a&lastEventId=e:1', 'lastEventId'],
    ['/stream?feeds=a&lastEventId=m:%25:AAAAAAAAAAAAAAAA', 'lastEventId'],
    ['/stream?feeds=a&lastEventId=m:e:AAAAAAAAAAAAAAAB', 'lastEventId'],
    ['/stream?feeds=a&lastEventId=m:e:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA', 'lastEventId'],
  ])('%s: 422 naming %s', async (path, field) => {
    await using app = await StreamApp.start();
    await app.feed('a');
    const response = await fetch(app.url + path);
    const problem = (await response.json()) as { code: string; errors: { path: string }[] };
    expect([response.status, problem.code]).toEqual([422, 'validation_failed']);
    expect(response.headers.get('content-type')).toContain('application/problem+json');
    expect(problem.errors.map((issue) => issue.path)).toContain(field);
    expect(app.streams.size).toBe(0);
  });

  it('a malformed Last-Event-ID: 422 naming the header', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    const response = await fetch(`${app.url}/feeds/a/stream`, { headers: { 'last-event-id': 'nonsense' } });
    expect(response.status).toBe(422);
    expect(await response.json()).toMatchObject({ errors: [{ path: 'Last-Event-ID' }] });
  });

  it('a feed that is hidden: the very 404 of one that is missing', async () => {
    await using app = await StreamApp.start();
    await app.feed('a');
    await app.feed('hidden', { publicDelaySeconds: null });
    const bodyOf = async (path: string, feed: string) => {
      const response = await fetch(app.url + path);
      expect(response.status).toBe(404);
      return (await response.text()).replaceAll(feed, '<feed>');
    };
    expect(await bodyOf('/feeds/hidden/stream', 'hidden')).toBe(
      await bodyOf('/feeds/nothere/stream', 'nothere'),
    );
    const many = await bodyOf('/stream?feeds=a,hidden', 'hidden');
    expect(many).toBe(await bodyOf('/stream?feeds=a,nothere', 'nothere'));
    expect(JSON.parse(many)).toMatchObject({ code: 'not_found', errors: [{ path: 'feeds.1' }] });
  });

  it('more streams than the node may serve: 503 with Retry-After', async () => {
    await using app = await StreamApp.start({ streams: { maxStreams: 1 } });
    await app.feed('a');
    using client = await StreamClient.open(`${app.url}/feeds/a/stream`);
    await client.until(1);
    const response = await fetch(`${app.url}/feeds/a/stream`);
    expect(response.status).toBe(503);
    expect(Number(response.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await app.metric('touchline_sse_refused_total', { reason: 'full' })).toBe(1);
    // An EventSource that was connected would give up for good: it is asked to come again.
    using returning = await StreamClient.open(`${app.url}/feeds/a/stream`, {
      accept: 'text/event-stream',
      'last-event-id': client.lastEventId as string,
    });
    await returning.until(1);
    expect(returning.of('error')).toMatchObject([{ code: 'unavailable', retryable: true }]);
    expect(returning.retryMs).toBeGreaterThan(0);
    await waitFor(() => returning.ended);
    client.close();
    await waitFor(() => app.streams.size === 0);
    expect((await fetch(`${app.url}/feeds/a/stream`, { method: 'HEAD' })).status).toBe(200);
  });
});

describe('the credential of a stream', () => {
  it('is taken from the query, and never written anywhere', async () => {
    await using app = await StreamApp.start();
    await app.feed('hidden', { publicDelaySeconds: null });
    const wrong = `tl_${'w'.repeat(40)}`;
    using client = await StreamClient.open(`${app.url}/feeds/hidden/stream?access_token=${STREAM_KEY}`);
    await client.until(1);
    client.close();
    await waitFor(() => app.streams.size === 0);
    const texts: string[] = [];
    for (const path of [
      `/feeds/hidden/stream?access_token=${wrong}`,
      `/feeds/hidden/stream?contract=no&access_token=${STREAM_KEY}`,
      `/feeds/none/stream?access_token=${STREAM_KEY}`,
      `/nowhere?access_token=${STREAM_KEY}`,
      `/feeds/%E0%A4%A/stream?access_token=${STREAM_KEY}`,
      `/stream?feeds=hidden,%00&access_token=${STREAM_KEY}`,
    ]) {
      const response = await fetch(app.url + path);
      texts.push(await response.text(), JSON.stringify([...response.headers]));
    }
    await waitFor(() => app.logLines.some((line) => line.includes('/feeds/hidden/stream')));
    const written = [...app.logLines, ...texts, await app.registry.metrics()].join('\n');
    expect(written).not.toContain(STREAM_KEY);
    expect(written).not.toContain(wrong);
  });

  it.each([
    ['a wrong one', `access_token=tl_${'w'.repeat(40)}`, {}, 401],
    ['an empty one', 'access_token=', {}, 401],
    ['a wrong one in the header', '', { authorization: 'Bearer tl_wrong' }, 401],
    ['two in the query', `access_token=${STREAM_KEY}&access_token=${STREAM_KEY}`, {}, 422],
    ['two in two places', `access_token=${STREAM_KEY}`, { authorization: `Bearer ${STREAM_KEY}` }, 422],
  ])('%s is refused, never taken for nobody', async (_, query, headers, status) => {
    await using app = await StreamApp.start();
    await app.feed('a');
    const response = await fetch(`${app.url}/feeds/a/stream?${query}`, {
      headers: headers as Record<string, string>,
    });
    expect(response.status).toBe(status);
  });

  it('ends its streams when it is revoked, before and after they began, and no other', async () => {
    await using app = await StreamApp.start();
    await app.feed('hidden', { publicDelaySeconds: null });
    app.access.trust({
      accepts: (credential) => credential.startsWith('tl_reader'),
      authenticate: (credential) =>
        Promise.resolve({
          kind: 'key',
          id: credential,
          scopes: new Set(['feeds:read'] as const),
          feeds: undefined,
          grants: [{ subject: `key:${credential}`, version: 0 }],
        }),
    });
    const url = `${app.url}/feeds/hidden/stream?access_token=`;
    using revoked = await StreamClient.open(`${url}tl_reader1`);
    using other = await StreamClient.open(`${url}tl_reader2`);
    await revoked.until(1);
    await other.until(1);
    app.access.revocations.revoke('key:tl_reader1', 1, Date.now());
    await waitFor(() => revoked.ended);
    expect(revoked.of('error')).toMatchObject([{ code: 'unauthenticated', retryable: false }]);
    await app.publish('hidden', { n: 1 });
    await other.until(2);
    expect(revoked.seqs('hidden')).toEqual([]);
    expect((await fetch(`${url}tl_reader1`)).status).toBe(401);
    other.close();
    await waitFor(() => app.streams.size === 0);
    expect(app.access.revocations.watched).toBe(0);
  });
});
