import { RestApp } from '../support/rest-app.js';

jest.setTimeout(30_000);

describe('a flood of requests from one address', () => {
  it('without a credential is 429 beyond its burst, guessed keys too, and holds no key up', async () => {
    await using app = await RestApp.start({ ANONYMOUS_REQUESTS_PER_SECOND: '1', TRUST_PROXY: '1' });
    await app.feed('a');
    const ask = (address: string, key: string | null = null) =>
      app.call('/feeds/a', { key, headers: { 'x-forwarded-for': address } });
    const guess = await ask('203.0.113.1', 'tl_guessed-key-that-nobody-ever-made');
    expect(guess.status).toBe(401);
    const answers = [];
    for (let n = 0; n < 6; n++) answers.push(await ask('203.0.113.1'));
    expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.json).toMatchObject({ code: 'rate_limited', status: 429 });
    expect(Number(refused?.headers.get('retry-after'))).toBeGreaterThanOrEqual(1);
    expect(refused?.headers.get('ratelimit')).toBe('"address";r=0;t=1');
    expect(refused?.headers.get('ratelimit-policy')).toBe('"address";q=5;w=5');
    expect((await ask('203.0.113.2')).status).toBe(200);
    const keyed = await app.call('/feeds/a', { headers: { 'x-forwarded-for': '203.0.113.1' } });
    expect([keyed.status, keyed.headers.get('ratelimit')]).toEqual([200, null]);
  });

  it('of one IPv6 network counts as one', async () => {
    await using app = await RestApp.start({ ANONYMOUS_REQUESTS_PER_SECOND: '1', TRUST_PROXY: '1' });
    await app.feed('a');
    const statuses = [];
    for (let n = 0; n < 8; n++) {
      const headers = { 'x-forwarded-for': `2001:db8:1:2::${n + 1}` };
      statuses.push((await app.call('/feeds/a', { key: null, headers })).status);
    }
    expect(statuses).toContain(429);
  });
});
