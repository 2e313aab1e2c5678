import { en } from '../../shared/i18n/en.js';
import { translator } from '../../shared/i18n/translate.js';
import { bodyOf, EMPTY_DRAFT, faultsOf, grantable, type KeyDraft } from './key-draft.js';
import { stateOf } from './key-state.js';

const t = translator(en, 'en');
const NOW = Date.parse('2026-06-11T18:00:00Z');
const good: KeyDraft = { ...EMPTY_DRAFT, name: ' Importer ', scopes: ['events:publish'] };
const faults = (change: Partial<KeyDraft>) => Object.keys(faultsOf({ ...good, ...change }, NOW, t));

describe('a new key', () => {
  it('is sent as it was typed, without what was left out', () => {
    expect(faults({})).toEqual([]);
    expect(bodyOf(good, NOW)).toEqual({
      name: 'Importer',
      scopes: ['events:publish'],
      expiresAt: '2026-09-09T18:00:00.000Z',
    });
    expect(
      bodyOf({ ...good, feeds: 'football.*\nquote.A', lifetime: 'never', rateLimit: '50' }, NOW),
    ).toEqual({
      name: 'Importer',
      scopes: ['events:publish'],
      feeds: ['football.*', 'quote.A'],
      rateLimitPerSecond: 50,
    });
  });

  it('is objected to at the field before the server is asked', () => {
    expect(faults({ name: '  ' })).toEqual(['name']);
    expect(faults({ scopes: [] })).toEqual(['scopes']);
    expect(faults({ feeds: 'football.*\nfoot ball/1' })).toEqual(['feeds']);
    expect(faults({ lifetime: 'date', date: '' })).toEqual(['expiresAt']);
    expect(faults({ lifetime: 'date', date: '2020-01-01T00:00:00' })).toEqual(['expiresAt']);
    for (const rateLimit of ['0', '1.5', '-3', '1000000', 'fast'])
      expect(faults({ rateLimit })).toEqual(['rateLimitPerSecond']);
  });
});

it('offers only the scopes that the person has', () => {
  expect(grantable({ kind: 'key', id: 'k', scopes: ['feeds:read', 'tokens:mint'] })).toEqual([
    'feeds:read',
    'tokens:mint',
  ]);
  expect(grantable({ kind: 'person', id: 'p', scopes: ['admin'] })).toHaveLength(6);
});

describe('the state of a key', () => {
  const key = { id: 'a', name: 'n', prefix: 'tl_a', scopes: [], createdAt: '2026-06-01T00:00:00Z' };

  it('says when it has expired, or soon will', () => {
    expect(stateOf({ ...key, expiresAt: '2026-06-11T18:00:00Z' }, NOW)).toBe('expired');
    expect(stateOf({ ...key, expiresAt: '2026-06-20T18:00:00Z' }, NOW)).toBe('expiring');
    expect(stateOf({ ...key, expiresAt: '2026-12-20T18:00:00Z' }, NOW)).toBe('valid');
  });

  it('says when nobody uses it', () => {
    expect(stateOf(key, NOW)).toBe('valid');
    expect(stateOf({ ...key, createdAt: '2025-01-01T00:00:00Z' }, NOW)).toBe('unused');
    expect(
      stateOf({ ...key, createdAt: '2025-01-01T00:00:00Z', lastUsedAt: '2026-06-10T00:00:00Z' }, NOW),
    ).toBe('valid');
  });
});
