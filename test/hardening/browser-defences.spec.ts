import type { Page } from 'playwright-core';
import { ADMIN, FullApp } from '../support/full-app.js';
import { usePostgres } from '../support/postgres.js';
import { RawConnection } from '../support/raw-http.js';
import { openBrowser } from '../support/browser.js';
import { describeWith } from '../support/requirements.js';
import { StreamClient } from '../support/stream-client.js';

const EVERYWHERE: Readonly<Record<string, string>> = {
  'x-content-type-options': 'nosniff',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-permitted-cross-domain-policies': 'none',
};
const EVIL = 'https://evil.example';
const FRIEND = 'https://friend.example';

describeWith('postgres', 'what browsers are told to defend', () => {
  const postgres = usePostgres();
  let app: FullApp;
  beforeAll(async () => {
    app = await FullApp.start(await postgres().createDatabase(), {
      CORS_ORIGINS: FRIEND,
      TRUST_PROXY: '1',
    });
    await app.feed('secret', { publicDelaySeconds: null });
  });
  afterAll(() => app[Symbol.asyncDispose]());

  describe('on every answer', () => {
    it.each([
      ['data', '/api/v1/feeds', 200],
      ['a feed that is not there', '/api/v1/feeds/none', 404],
      ['a path that is not there', '/nothing/here', 404],
      ['a path that cannot be read', '/api/v1/feeds/%ff', 422],
      ['a credential that is not valid', '/api/v1/feeds/secret/stream?access_token=x', 401],
      ['health', '/healthz', 200],
      ['metrics', '/metrics', 200],
      ['long polling', '/socket.io/?EIO=4&transport=polling', 200],
      ['long polling that is refused', '/socket.io/?EIO=4&transport=polling&sid=none', 400],
    ])('%s', async (_, path, status) => {
      const answer = await fetch(`${app.url}${path}`);
      const text = await answer.text();
      expect([answer.status, text.slice(0, 200)]).toEqual([status, expect.any(String)]);
      expect(Object.fromEntries(answer.headers)).toMatchObject(EVERYWHERE);
      expect(answer.headers.get('content-security-policy')).toMatch(
        /default-src 'none'.*frame-ancestors 'none'/,
      );
      expect(answer.headers.get('x-frame-options')).toBe('DENY');
      expect(answer.headers.get('referrer-policy')).toBe('no-referrer');
      expect(answer.headers.get('x-powered-by')).toBeNull();
      expect(answer.headers.get('server')).toBeNull();
    });

    it('a stream', async () => {
      await app.feed('open');
      using stream = await StreamClient.open(`${app.url}/api/v1/feeds/open/stream`);
      expect(stream.status).toBe(200);
      expect(Object.fromEntries(stream.headers)).toMatchObject(EVERYWHERE);
    });

    it('what is not HTTP', async () => {
      using connection = await RawConnection.open(Number(new URL(app.url).port));
      connection.send('nonsense\r\n\r\n');
      const { status, head } = await connection.answer();
      expect(status).toBe(400);
      for (const [name, value] of Object.entries(EVERYWHERE)) expect(head).toContain(`${name}: ${value}`);
    });

    it('that TLS is kept, where it is used, and only there', async () => {
      const header = async (proto: string) =>
        (await fetch(`${app.url}/healthz`, { headers: { 'x-forwarded-proto': proto } })).headers.get(
          'strict-transport-security',
        );
      expect(await header('https')).toBe('max-age=31536000');
      expect(await header('http')).toBeNull();
    });
  });

  describe('reading as the person whose browser shows a foreign page', () => {
    const foreign: [string, Record<string, string>][] = [
      ['another origin', { origin: EVIL }],
      ['a sandboxed page', { origin: 'null' }],
      ['our name in front', { origin: 'http://127.0.0.1.evil.example' }],
      ['another port of our host', { origin: 'http://127.0.0.1:1' }],
      ['a neighbouring host that sends no origin', { 'sec-fetch-site': 'same-site' }],
    ];

    it.each(foreign)('shows %s no more than anybody sees', async (_, headers) => {
      const cookie = await app.login();
      expect((await app.call('/feeds/secret', { cookie, headers })).status).toBe(404);
      expect((await app.call('/auth/me', { cookie, headers })).status).toBe(401);
      const stream = await fetch(`${app.url}/api/v1/feeds/secret/stream`, {
        headers: { ...headers, cookie },
      });
      await stream.body?.cancel();
      expect(stream.headers.get('access-control-allow-credentials')).toBeNull();
      expect(stream.status).toBe(404);
    });

    it.each(['own', FRIEND])('shows pages of the origin %s what the person sees', async (name) => {
      const cookie = await app.login();
      const headers = { origin: name === 'own' ? app.url : name };
      expect((await app.call('/feeds/secret', { cookie, headers })).status).toBe(200);
      using stream = await StreamClient.open(`${app.url}/api/v1/feeds/secret/stream`, { ...headers, cookie });
      expect(stream.status).toBe(200);
    });

    it('tells caches that the answer hangs on the origin', async () => {
      const { headers } = await app.call('/feeds/secret');
      for (const name of ['Origin', 'Authorization', 'Cookie']) expect(headers.get('vary')).toContain(name);
    });
  });
});

/** Past the form, where the desks are. */
async function signIn(page: Page): Promise<void> {
  await page.fill('input[type="email"]', ADMIN.email);
  await page.fill('input[type="password"]', ADMIN.password);
  await page.press('input[type="password"]', 'Enter');
  await page.waitForSelector('main#content');
  await page.waitForLoadState('networkidle');
}

describeWith(['postgres', 'chromium'], 'the pages under their content policy', () => {
  const postgres = usePostgres();

  it.each([
    ['/', "frame-ancestors 'self'"],
    ['/admin/', "frame-ancestors 'none'"],
  ])('%s breaks it nowhere, and gets its data', async (path, frames) => {
    await using app = await FullApp.start(await postgres().createDatabase());
    await app.feed('open');
    const browser = await openBrowser();
    try {
      const page = await browser.newPage();
      const faults: string[] = [];
      page.on('console', (message) => {
        if (/content security policy|refused to/i.test(message.text())) faults.push(message.text());
      });
      page.on('pageerror', (error) => faults.push(error.message));
      const answer = await page.goto(`${app.url}${path}`, { waitUntil: 'networkidle' });
      const policy = answer?.headers()['content-security-policy'] ?? '';
      expect(policy).toContain(frames);
      expect(policy).not.toMatch(/unsafe|\*|https?:|wss?:/);
      await page.waitForFunction('document.body.innerText.trim().length > 20');
      if (path === '/') await page.waitForSelector('body[data-connection="live"]');
      else await signIn(page);
      expect(faults).toEqual([]);
    } finally {
      await browser.close();
    }
  });
});
