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
    const passwords = new Passwords();
    const stored = await passwords.hash('x');
    const order: string[] = [];
    const ask = async (network: string): Promise<void> => {
      const fits = await passwords.verify(stored, 'x', network);
      if (fits) order.push(network);
    };
    const flood = Promise.allSettled(Array.from({ length: 80 }, () => ask('hog')));
    const guest = ask('guest');
    const refused = (await flood).filter(({ status }) => status === 'rejected') as PromiseRejectedResult[];
    await guest;
    expect(refused.length).toBe(80 - 2 - 32);
    expect(refused[0]?.reason).toMatchObject({ code: 'unavailable' });
    // Begun as the second behind those in work; when it ends is a matter of the thread that it got.
    expect(order.lastIndexOf('guest')).toBeLessThan(order.lastIndexOf('hog'));
    expect(await passwords.verify(stored, 'x', 'hog')).toBe(true);
  }, 60_000);
});
