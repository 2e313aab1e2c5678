import { Passwords } from './passwords.js';

describe('passwords', () => {
  it('are kept as argon2id, each with a salt of its own', async () => {
    const passwords = new Passwords();
    const [one, two] = await Promise.all([passwords.hash('secret'), passwords.hash('secret')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await passwords.verify(one, 'secret')).toBe(true);
    expect(await passwords.verify(one, 'Secret')).toBe(false);
  });

  it('of no account fit nothing, not even the empty one', async () => {
    const passwords = new Passwords();
    expect(await passwords.verify(undefined, '')).toBe(false);
    expect(await passwords.verify(undefined, 'x')).toBe(false);
  });

  it('are hashed a few at a time, and refused when too many wait', async () => {
    const passwords = new Passwords();
    const stored = await passwords.hash('x');
    const all = await Promise.allSettled(Array.from({ length: 80 }, () => passwords.verify(stored, 'x')));
    const refused = all.filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    expect(refused.length).toBe(80 - 2 - 64);
    expect(refused[0]?.reason).toMatchObject({ code: 'unavailable' });
    expect(await passwords.verify(stored, 'x')).toBe(true);
  }, 60_000);
});
