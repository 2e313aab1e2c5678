import { Passwords } from './passwords.js';

describe('passwords', () => {
  it('are kept as argon2id, each with a salt of its own', async () => {
    const passwords = new Passwords();
    const [one, two] = await Promise.all([passwords.hash('secret'), passwords.hash('secret')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(one).not.toBe(two);
    expect(await passwords.verify(one, 'secret', '')).toBe(true);
    expect(await passwords.verify(one, 'Secret', '')).toBe(false);
  });

  it('of no account fit nothing, not even the empty one', async () => {
    const passwords = new Passwords();
    expect(await passwords.verify(undefined, '', '')).toBe(false);
    expect(await passwords.verify(undefined, 'x', '')).toBe(false);
  });

  it('are hashed a few at a time; who floods waits behind themselves, and is refused when it is too much', async () => {
    const begun: string[] = [];
    const passwords = new Passwords((_stored, password) => {
      begun.push(String(password));
      return new Promise((resolve) => setImmediate(resolve, true));
    });
    const ask = (network: string): Promise<boolean> => passwords.verify('stored', network, network);
    const flood = Promise.allSettled(Array.from({ length: 80 }, () => ask('hog')));
    const guest = ask('guest');
    const refused = (await flood).filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    await guest;
    expect(refused.length).toBe(80 - 2 - 32);
    expect(refused[0]?.reason).toMatchObject({ code: 'unavailable' });
    expect(begun.slice(0, 4)).toEqual(['hog', 'hog', 'hog', 'guest']);
    expect(begun.length).toBe(2 + 32 + 1);
    expect(await ask('hog')).toBe(true);
  });
});
