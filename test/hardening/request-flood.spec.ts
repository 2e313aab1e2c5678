import { RestApp } from '../support/rest-app.js';

/** A burst of 5, and the bucket fills by one a second. */
function mostServed(sinceMs: number): number {
  return 5 + Math.ceil((performance.now() - sinceMs) / 1_000);
}

describe('a flood of requests from one address', () => {
  it('without a credential is 429 beyond its burst, guessed keys too, and holds no key up', async () => {
    await using app = await RestApp.start({ ANONYMOUS_REQUESTS_PER_SECOND: '1', TRUST_PROXY: '1' });
    await app.feed('a');
    const ask = (address: string, key: string | null = null) =>
      app.call('/feeds/a', { key, headers: { 'x-forwarded-for': address } });
    const begun = performance.now();
    const guess = await ask('203.0.113.1', 'tl_guessed-key-that-nobody-ever-made');
    expect(guess.status).toBe(401);
    const answers = [];
    do answers.push(await ask('203.0.113.1'));
    while (answers.at(-1)?.status === 200 && answers.length < 100);
    expect(answers.slice(0, 4).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    const refused = answers.at(-1);
    // All but the refused one, and the guess.
    expect(answers.length).toBeLessThanOrEqual(mostServed(begun));
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
    const begun = performance.now();
    const asked = Array.from({ length: 20 }, async (_, n) => {
      const headers = { 'x-forwarded-for': `2001:db8:1:2::${n + 1}` };
      return (await app.call('/feeds/a', { key: null, headers })).status;
    });
    const served = (await Promise.all(asked)).filter((status) => status !== 429);
    expect(served.length).toBeLessThanOrEqual(mostServed(begun));
  });
});
