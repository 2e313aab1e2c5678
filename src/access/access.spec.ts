import fc from 'fast-check';
import { matchesPattern, SCOPES, type Scope } from '../core/protocol/permissions.js';
import { Access } from './access.js';
import { ANONYMOUS, type Caller } from './caller.js';

const KEY = `tl_${'k'.repeat(32)}`;
const access = new Access(KEY);

function keyWith(scopes: Scope[], feeds?: string[]): Caller {
  return { kind: 'key', id: 'k1', scopes: new Set(scopes), feeds };
}

describe('access', () => {
  it('knows the admin key, in any case of the scheme, and grants it every scope on every feed', async () => {
    const caller = await access.authenticateHeader(`bearer ${KEY}`);
    for (const scope of SCOPES) expect(access.may(caller, scope, 'any.feed')).toBe(true);
    expect(access.viewOf(caller, null, 'any.feed')).toEqual({ delaySeconds: 0 });
  });

  it.each([
    ['another key', `Bearer tl_${'x'.repeat(32)}`],
    ['the beginning of the key', `Bearer ${KEY.slice(0, -1)}`],
    ['no key', 'Bearer'],
    ['an empty key', 'Bearer  '],
    ['another scheme', `Basic ${Buffer.from(`a:${KEY}`).toString('base64')}`],
    ['an empty header', ''],
  ])('refuses %s instead of taking its sender for anonymous', async (_, header) => {
    await expect(access.authenticateHeader(header)).rejects.toMatchObject({ code: 'unauthenticated' });
  });

  it('takes nobody for an admin when no admin key is configured', async () => {
    await expect(new Access(undefined).authenticate('undefined')).rejects.toMatchObject({
      code: 'unauthenticated',
    });
  });

  it('shows anonymous callers what is public, as late as it is public', () => {
    expect(access.viewOf(ANONYMOUS, 0, 'a')).toEqual({ delaySeconds: 0 });
    expect(access.viewOf(ANONYMOUS, 30, 'a')).toEqual({ delaySeconds: 30 });
    expect(access.viewOf(ANONYMOUS, null, 'a')).toBeUndefined();
  });

  it('gives a key with feeds:read the live view of the feeds that its patterns cover, and of no other', () => {
    const reader = keyWith(['feeds:read'], ['football.*']);
    expect(access.viewOf(reader, null, 'football.1')).toEqual({ delaySeconds: 0 });
    expect(access.viewOf(reader, null, 'tennis.1')).toBeUndefined();
    expect(access.viewOf(reader, 10, 'tennis.1')).toEqual({ delaySeconds: 10 });
    expect(access.viewOf(keyWith(['events:publish']), null, 'football.1')).toBeUndefined();
  });

  it('tells a missing credential from one that does not suffice', () => {
    const codeOf = (caller: Caller, feed?: string): string => {
      try {
        access.demand(caller, 'events:publish', feed);
        return 'allowed';
      } catch (error) {
        return (error as { code: string }).code;
      }
    };
    expect(codeOf(ANONYMOUS)).toBe('unauthenticated');
    expect(codeOf(keyWith(['feeds:read']))).toBe('forbidden');
    expect(codeOf(keyWith(['events:publish'], ['a.*']), 'b.1')).toBe('forbidden');
    expect(codeOf(keyWith(['events:publish'], ['a.*']), 'a.1')).toBe('allowed');
  });

  it('answers for a hidden feed exactly as for a missing one', async () => {
    const hidden = { feed: () => Promise.resolve({ publicDelaySeconds: null }) };
    const missing = { feed: () => Promise.resolve(undefined) };
    const refusal = async (feeds: typeof hidden | typeof missing) =>
      access.viewFor(ANONYMOUS, feeds, 'a').catch((error: { toProblem(): object }) => error.toProblem());
    expect(await refusal(hidden)).toEqual(await refusal(missing));
    expect(await refusal(missing)).toMatchObject({ code: 'not_found' });
  });
});

describe('a feed pattern', () => {
  it('covers what a regular expression of it covers', () => {
    const letters = fc.string({ unit: fc.constantFrom('a', 'b', '.', '*'), maxLength: 8 });
    const ids = fc.string({ unit: fc.constantFrom('a', 'b', '.'), maxLength: 10 });
    fc.assert(
      fc.property(letters, ids, (pattern, id) => {
        const escaped = pattern.replaceAll('.', '\\.').replaceAll('*', '.*');
        expect(matchesPattern(pattern, id)).toBe(new RegExp(`^${escaped}$`).test(id));
      }),
    );
  });

  it('takes no time to speak of on a pattern made to be slow', () => {
    expect(matchesPattern(`${'*a'.repeat(60)}b`, 'a'.repeat(128))).toBe(false);
  });
});
