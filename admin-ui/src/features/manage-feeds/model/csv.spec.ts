import fc from 'fast-check';
import { columnOf } from './column-of.js';
import { COLUMNS, exampleCsv, failuresCsv, MOST_LINES, readCsv } from './csv.js';

const phrases = (faults: readonly object[]) => faults.map((fault) => (fault as { phrase?: string }).phrase);
const only = (text: string) => {
  const [line] = readCsv(text).lines;
  if (!line) throw new Error('no line');
  return line;
};

describe('readCsv', () => {
  it('reads its own example without a fault', () => {
    const { lines, faults } = readCsv(exampleCsv());
    expect(faults).toEqual([]);
    expect(lines.map(({ faults: own }) => own)).toEqual(lines.map(() => []));
    expect(lines.map(({ feed }) => feed.id)).toEqual([
      'football.cup-final',
      'basketball.berlin-v-madrid',
      'tennis.graf-v-seles',
      'quote.acme-xetra',
      'custom.votes',
    ]);
    expect(lines[1]?.feed).toEqual({
      id: 'basketball.berlin-v-madrid',
      kind: 'basketball',
      title: 'Berlin v Madrid',
      tags: ['league'],
      startsAt: '2026-12-20T18:00:00.000Z',
      publicDelaySeconds: 30,
      holdSeconds: 0,
      config: { home: { name: 'Berlin' }, away: { name: 'Madrid' }, rules: 'fiba' },
    });
    expect(lines[2]?.feed).toMatchObject({ publicDelaySeconds: null, config: { bestOf: 3 } });
  });

  it('reads what spreadsheets write: semicolons, a byte order mark, headings in any case, empty lines', () => {
    const { lines } = readCsv(
      '\uFEFFKIND;Title;TAGS\r\n\r\ncustom;"One; two";a|b\r\n;;\r\ncustom;Three;\r\n',
    );
    expect(lines.map(({ line, feed }) => [line, feed.title, feed.tags])).toEqual([
      [3, 'One; two', ['a', 'b']],
      [5, 'Three', []],
    ]);
  });

  it('counts the lines of the file also where a cell spans several', () => {
    const { lines } = readCsv('kind,title\ncustom,"a\nb\nc"\ncustom,d\n');
    expect(lines.map(({ line }) => line)).toEqual([2, 5]);
  });

  it.each([
    ['', 'csv.empty'],
    ['kind,title\n', 'csv.empty'],
    ['kind,title,colour\ncustom,a,b', 'csv.unknownColumns'],
    ['kind,title,title\ncustom,a,b', 'csv.columnTwice'],
    ['title\na', 'csv.missingColumns'],
    [`kind,title\n${'custom,a\n'.repeat(MOST_LINES + 1)}`, 'csv.tooMany'],
    ['x'.repeat(1024 * 1024 + 1), 'csv.tooLarge'],
  ])('refuses a whole file that makes no sense (%#)', (text, phrase) => {
    const { lines, faults } = readCsv(text);
    expect([lines, phrases(faults)]).toEqual([[], [phrase]]);
  });

  it.each([
    ['kind,title\ncricket,a', 'csv.kind'],
    ['kind,title\ncustom,"a"b', 'csv.quotes'],
    ['kind,title\ncustom,a,b', 'csv.tooWide'],
    ['kind,title,config\ncustom,a,[]', 'csv.config'],
    ['kind,title,startsAt\ncustom,a,2026-02-30T10:00Z', 'csv.time'],
    ['kind,title,startsAt\ncustom,a,2026-02-30 10:00', 'csv.time'],
    ['kind,title,startsAt\ncustom,a,tomorrow', 'csv.time'],
    ['kind,title\ncustom,', 'feedForm.titleMissing'],
    ['kind,title,id\ncustom,a,a b', 'feedForm.idForm'],
    ['kind,title\nfootball,a', 'feedForm.teamMissing'],
    ['kind,title,symbol,currency,priceScale\nquote,a,A,EUR,many', 'feedForm.whole'],
    ['kind,title,publicDelaySeconds\ncustom,a,soon', 'feedForm.whole'],
  ])('tells what is wrong with a line (%#)', (text, phrase) => {
    expect(phrases(only(text).faults)).toContain(phrase);
  });

  it('lets only the first of two lines have an id, also where the id was suggested', () => {
    const { lines } = readCsv('kind,title,id\ncustom,A,\ncustom,a,custom.a\n');
    expect(lines.map(({ faults }) => phrases(faults))).toEqual([[], ['csv.twin']]);
  });

  it('takes whatever it is given without failing, and no line twice', () => {
    const cell = fc.string({ unit: 'grapheme', maxLength: 12 });
    const table = fc.array(fc.array(cell, { maxLength: 6 }), { maxLength: 8 });
    fc.assert(
      fc.property(table, fc.constantFrom(',', ';', '\t'), (rows, separator) => {
        const { lines } = readCsv(
          ['kind,title,id,tags'.replaceAll(',', separator), ...rows.map((row) => row.join(separator))].join(
            '\n',
          ),
        );
        const numbers = lines.map(({ line }) => line);
        expect(new Set(numbers).size).toBe(numbers.length);
        const good = lines.filter(({ faults }) => faults.length === 0).map(({ feed }) => feed.id);
        expect(new Set(good).size).toBe(good.length);
      }),
    );
  });
});

it.each([
  ['title', 'title'],
  ['config.home', 'home'],
  ['config.away.name', 'away'],
  ['config.home.color', 'homeColor'],
  ['config.home.players.3.name', 'config.home.players.3.name'],
  ['config.priceScale', 'priceScale'],
  ['config.schema', 'config.schema'],
])('a fault of %s is told of the column %s', (path, column) => {
  expect(columnOf(path)).toBe(column);
  expect(column.startsWith('config.') || COLUMNS.some((name) => name === column)).toBe(true);
});

describe('failuresCsv', () => {
  it('gives the failed lines back with their reason, to be corrected and read again', () => {
    const table = readCsv('title,kind\n"a, b",cricket\n+1,custom\n');
    const report = failuresCsv(
      table.headings,
      table.lines.map(({ cells }) => ({ cells, reason: 'because, of "this"' })),
    );
    const again = readCsv(report);
    expect(again.faults).toEqual([]);
    expect(again.lines.map(({ feed }) => feed.title)).toEqual(['a, b', '+1']);
    expect(failuresCsv(again.headings, [{ cells: again.lines[0]?.cells ?? [], reason: 'x' }])).toBe(
      'title,kind,error\r\n"a, b",cricket,x',
    );
  });

  it('names every column once', () => {
    expect(new Set(COLUMNS.map((name) => name.toLowerCase())).size).toBe(COLUMNS.length);
  });
});
