import fc from 'fast-check';
import { matchesPattern, patternWithin } from '../core/protocol/permissions.js';
import { CredentialCache } from './credential-cache.js';
import { isOwnPage } from './origin.js';
import { Revocations } from './revocations.js';
import { SealedSecrets } from './sealed-secret.js';
import { cookieFor, sessionOf } from './session-cookie.js';

describe('a sealed secret', () => {
  const secrets = new SealedSecrets('s'.repeat(32), 'test', 'tl_');

  it('names its id, and no two are alike', () => {
    const id = SealedSecrets.newId();
    const [one, two] = [secrets.make(id), secrets.make(id)];
    expect([secrets.idOf(one), secrets.idOf(two)]).toEqual([id, id]);
    expect(one).not.toBe(two);
    expect(secrets.hashOf(one)).not.toBe(secrets.hashOf(two));
  });

  it('is refused with any digit changed, cut, or sealed by another server or for another purpose', () => {
    const secret = secrets.make(SealedSecrets.newId());
    for (let at = 0; at < secret.length; at++) {
      const other = secret[at] === '0' ? '1' : '0';
      expect(secrets.idOf(secret.slice(0, at) + other + secret.slice(at + 1))).toBeUndefined();
      expect(secrets.idOf(secret.slice(0, at))).toBeUndefined();
    }
    expect(new SealedSecrets('x'.repeat(32), 'test', 'tl_').idOf(secret)).toBeUndefined();
    expect(new SealedSecrets('s'.repeat(32), 'other', 'tl_').idOf(secret)).toBeUndefined();
  });
});

describe('the cache of credentials', () => {
  const make = () => {
    const revocations = new Revocations();
    const cache = new CredentialCache<{ id: string }>(revocations, ({ id }) => id);
    let looks = 0;
    const look = (id: string) => () => {
      looks++;
      return Promise.resolve(id === '' ? undefined : { id });
    };
    return { revocations, cache, look, looks: () => looks };
  };

  it('looks once for many who ask at the same time, and keeps nothing that is not valid', async () => {
    const { cache, look, looks } = make();
    await Promise.all([1, 2, 3].map(() => cache.get('c', look('k1'))));
    await cache.get('c', look('k1'));
    expect(looks()).toBe(1);
    await cache.get('d', look(''));
    await cache.get('d', look(''));
    expect(looks()).toBe(3);
  });

  it('looks again behind a revocation, also one that came while it looked', async () => {
    const { cache, revocations, look, looks } = make();
    await cache.get('c', look('k1'));
    revocations.revoke('k1', Infinity, 0);
    await cache.get('c', look('k1'));
    expect(looks()).toBe(2);
    const slow = cache.get('e', async () => {
      await Promise.resolve();
      return { id: 'k2' };
    });
    revocations.revoke('k2', Infinity, 0);
    await slow;
    await cache.get('e', look('k2'));
    expect(looks()).toBe(3);
  });
});

describe('a pattern within others', () => {
  it('covers no id that the others do not', () => {
    const text = (of: string) => fc.string({ unit: fc.constantFrom(...of), minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(text('ab.*'), fc.array(text('ab.*'), { maxLength: 3 }), text('ab.'), (inner, outer, id) => {
        fc.pre(patternWithin(inner, outer) && matchesPattern(inner, id));
        expect(outer.some((pattern) => matchesPattern(pattern, id))).toBe(true);
      }),
    );
  });

  it('is judged by what it could cover', () => {
    expect(patternWithin('football.*', ['*'])).toBe(true);
    expect(patternWithin('football.1', ['football.*'])).toBe(true);
    expect(patternWithin('*', ['football.*'])).toBe(false);
    expect(patternWithin('f*', ['football.*'])).toBe(false);
    expect(patternWithin('x', [])).toBe(false);
    expect(patternWithin('x', undefined)).toBe(true);
  });
});

describe('the session cookie', () => {
  const token = 'a'.repeat(30);

  it('is found among others, under a name that only this host can set over TLS', () => {
    expect(sessionOf(`x=1; touchline_session=${token}; y=2`, false)).toBe(token);
    expect(sessionOf(`__Host-touchline_session=${token}`, true)).toBe(token);
    expect(sessionOf(`touchline_session=${token}`, true)).toBeUndefined();
    expect(sessionOf('not_touchline_session=x', false)).toBeUndefined();
    expect(sessionOf(undefined, false)).toBeUndefined();
  });

  it('counts as invalid when it is malformed or comes twice', () => {
    expect(sessionOf('touchline_session=', false)).toBe('');
    expect(sessionOf('touchline_session=a b"c', false)).toBe('');
    expect(sessionOf(`touchline_session=${token}; touchline_session=${token}`, false)).toBe('');
  });

  it('is hidden from scripts and other sites, and over TLS from plain HTTP', () => {
    expect(cookieFor(true, { token, seconds: 60 })).toBe(
      `__Host-touchline_session=${token}; Max-Age=60; Path=/; HttpOnly; SameSite=Strict; Secure`,
    );
    expect(cookieFor(false)).toBe('touchline_session=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict');
  });
});

describe('our own pages', () => {
  const own = (headers: Record<string, string>, trusted: string[] = []) =>
    isOwnPage({ headers, host: 'score.example:8080' }, trusted);

  it('are those of the same host and port, or of a configured origin', () => {
    expect(own({ origin: 'http://score.example:8080' })).toBe(true);
    expect(own({ origin: 'https://SCORE.example:8080' })).toBe(true);
    expect(own({ origin: 'https://desk.example' }, ['https://desk.example'])).toBe(true);
    expect(own({ 'sec-fetch-site': 'same-origin' })).toBe(true);
    expect(own({})).toBe(true);
  });

  it.each([
    'null',
    '',
    'https://score.example',
    'https://score.example:8080.evil.example',
    'https://score.example:8080@evil.example',
    'file://score.example:8080',
  ])('are not those of %s', (origin) => {
    expect(own({ origin })).toBe(false);
  });
});
