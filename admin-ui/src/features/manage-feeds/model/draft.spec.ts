import fc from 'fast-check';
import { FEED_ID } from '../../../../../src/core/feed/feed.js';
import { parseUntrustedConfig } from '../../../../../src/core/kinds/update.js';
import { TRADING_STATUSES } from '../../../../../src/core/kinds/quote/schema.js';
import { kindOf } from '../../../../../src/core/kinds/registry.js';
import { newFeedBody } from '../../../../../src/core/protocol/rest.js';
import type { Feed } from '../../../shared/api/feed.js';
import { KINDS } from '../../../shared/feed/kinds.js';
import { copyOf, draftOf, emptyDraft, isMatch, nextId, type FeedDraft } from './draft.js';
import type { NewFeed } from './new-feed.js';
import { readDraft } from './read-draft.js';
import { readRoster, rosterText } from './roster.js';
import { changeOf, differences } from './same-feed.js';
import { LISTED_STATUSES } from './statuses.js';
import { suggestId } from './suggest-id.js';
import { exportTeam, importTeam, teamPresets } from './team-presets.js';
import { draftFrom, TEMPLATE_IDS } from './templates.js';

/** Every field that a person has to fill in beside those of the template. */
function filledIn(draft: FeedDraft): FeedDraft {
  return {
    ...draft,
    id: 'x.1',
    title: 'X',
    startsAt: '2026-06-11T20:00',
    home: { name: 'Home', code: 'HOM', color: '#ff0000', players: '1 Ann\n#7 Bea\nCleo' },
    away: { name: 'Away', code: '', color: '', players: '' },
    symbol: 'ACME',
    currency: 'EUR',
    previousClose: isMatch(draft.kind) ? '' : '101.50',
  };
}

const asFeed = (feed: NewFeed): Feed => ({ ...feed, seq: 0, state: {}, updatedAt: '' }) as unknown as Feed;

describe('a template', () => {
  it.each(TEMPLATE_IDS)('%s makes a feed that the server takes', (id) => {
    const { feed, faults } = readDraft(filledIn(draftFrom(id)));
    expect(faults).toEqual([]);
    expect(newFeedBody.safeParse(feed).error?.issues ?? []).toEqual([]);
    expect(parseUntrustedConfig(kindOf(feed.kind), feed.config)).toMatchObject({ ok: true });
  });

  it('there is one for every kind', () => {
    expect(new Set(TEMPLATE_IDS.map((id) => draftFrom(id).kind))).toEqual(new Set(KINDS));
  });
});

describe('a draft', () => {
  it.each(KINDS)('of a %s feed changes nothing while nobody does', (kind) => {
    const { feed } = readDraft(filledIn(emptyDraft(kind)));
    const server = parseUntrustedConfig(kindOf(kind), feed.config);
    const stored = asFeed({ ...feed, ...(server.ok ? { config: server.value } : {}) });
    expect(differences(stored, feed)).toEqual([]);
    const again = readDraft(draftOf(stored), stored.config);
    expect(again.faults).toEqual([]);
    expect(changeOf(stored, again.feed)).toEqual({});
  });

  it('sends what was changed, and null for what was emptied', () => {
    const { feed } = readDraft({ ...filledIn(emptyDraft('football')), intervalSeconds: '60', venue: 'Here' });
    const stored = asFeed(feed);
    const draft = { ...draftOf(stored), title: 'New', startsAt: '', intervalSeconds: '', venue: '' };
    const after = readDraft(draft, stored.config).feed;
    const config = { home: stored.config['home'], away: stored.config['away'] };
    expect(changeOf(stored, after)).toEqual({
      title: 'New',
      startsAt: null,
      expectedIntervalSeconds: null,
      config,
    });
  });

  it('keeps a squad that text could not tell, and what the form does not know', () => {
    const config = {
      home: { name: 'A', players: [{ name: '47 Agent' }], coach: 'C' },
      away: { name: 'B' },
      lineups: true,
    };
    const stored = asFeed({ ...readDraft(filledIn(emptyDraft('football'))).feed, config });
    expect(readDraft(draftOf(stored), config).feed.config).toEqual(config);
  });

  it('names each fault at the field, in their order', () => {
    const wrong = { ...emptyDraft('quote'), id: 'a b', startsAt: 'x', priceScale: '', holdSeconds: '1.5' };
    expect(
      readDraft({ ...wrong, visibility: 'delayed', delaySeconds: '' }).faults.map(({ path }) => path),
    ).toEqual([
      'title',
      'id',
      'startsAt',
      'config.symbol',
      'config.currency',
      'config.priceScale',
      'publicDelaySeconds',
      'holdSeconds',
    ]);
    expect(readDraft({ ...emptyDraft('custom'), schema: '{' }).faults.at(-1)).toMatchObject({
      path: 'config.schema',
      phrase: 'feedForm.schemaJson',
    });
  });

  it('that copies a feed has an id of its own and no start', () => {
    const stored = asFeed(readDraft(filledIn(emptyDraft('tennis'))).feed);
    expect(copyOf(stored)).toMatchObject({ id: 'x.1-2', startsAt: '', title: 'X' });
    expect(nextId('a-9')).toBe('a-10');
    expect(nextId('a'.repeat(128))).toMatch(/^a{126}-2$/);
  });
});

describe('suggestId', () => {
  it('tells the kind and the title in plain letters', () => {
    expect(suggestId('football', 'Köln – Fortuna Düsseldorf')).toBe('football.koln-fortuna-dusseldorf');
    expect(suggestId('quote', 'Straße & Œuvre, S.A.')).toBe('quote.strasse-oeuvre-s-a');
    expect(suggestId('custom', '¡¿!?')).toBe('');
  });

  it('is always an id that the server takes, or none', () => {
    fc.assert(
      fc.property(
        fc.constantFrom(...KINDS),
        fc.string({ unit: 'grapheme', maxLength: 300 }),
        (kind, title) => {
          const id = suggestId(kind, title);
          expect(id === '' || FEED_ID.test(id)).toBe(true);
        },
      ),
    );
  });
});

describe('a roster', () => {
  it('is read as people write it', () => {
    expect(
      readRoster('10 Lionel Messi\n#11 Di María\n\n 23. Martínez \nParedes, 5\nAcuña\t8\nNo Number').players,
    ).toEqual([
      { name: 'Lionel Messi', number: 10 },
      { name: 'Di María', number: 11 },
      { name: 'Martínez', number: 23 },
      { name: 'Paredes', number: 5 },
      { name: 'Acuña', number: 8 },
      { name: 'No Number' },
    ]);
  });

  it('names the line of each fault', () => {
    expect(readRoster(`10 A\n10 B\n1000 C\n7\n${'x'.repeat(101)}`).faults).toEqual([
      { line: 2, fault: 'roster.twice' },
      { line: 3, fault: 'roster.number' },
      { line: 4, fault: 'roster.name' },
      { line: 5, fault: 'roster.name' },
    ]);
    const many = Array.from({ length: 102 }, (_, index) => `${index} P`).join('\n');
    expect(readRoster(many).faults).toEqual([{ line: 101, fault: 'roster.tooMany' }]);
  });

  it('comes back from its text, number by number', () => {
    const name = fc.stringMatching(/^[A-Za-zé]{1,10}( [A-Za-zé]{1,10})?$/);
    const squad = fc.uniqueArray(fc.record({ number: fc.integer({ min: 0, max: 999 }), name }), {
      selector: ({ number }) => number,
      maxLength: 30,
    });
    fc.assert(
      fc.property(squad, (players) => {
        expect(readRoster(rosterText(players))).toEqual({
          players: players.map(({ number, name: said }) => ({ name: said, number })),
          faults: [],
        });
      }),
    );
  });
});

describe('team presets', () => {
  const match = (updatedAt: string, home: object, away: object, kind = 'football') =>
    ({ kind, updatedAt, config: { home, away } }) as unknown as Feed;

  it('are the teams of earlier feeds of the kind, newest first, with the squad that was written down once', () => {
    const presets = teamPresets(
      [
        match('2026-01-01', { name: 'B', color: 'red', players: [{ name: 'P', number: 1 }] }, { name: 'C' }),
        match('2026-02-01', { name: 'A' }, { name: 'B', color: 'blue' }),
        match('2026-03-01', { name: 'Z' }, { name: 'Y' }, 'tennis'),
      ],
      'football',
    );
    expect([...presets.keys()]).toEqual(['A', 'B', 'C']);
    expect(presets.get('B')).toEqual({ name: 'B', code: '', color: 'blue', players: '1 P' });
  });

  it('leave and come back as a file; what is none is refused', () => {
    const team = { name: 'A', code: 'AAA', color: '#123456', players: '1 P\nQ' };
    expect(importTeam(exportTeam(team))).toEqual(team);
    for (const text of ['', '{', '[]', '{}', '"x"', '{"name":3}']) expect(importTeam(text)).toBeUndefined();
  });
});

it('lists by every status that the server knows', () => {
  expect(LISTED_STATUSES).toEqual(expect.arrayContaining([...TRADING_STATUSES]));
});
