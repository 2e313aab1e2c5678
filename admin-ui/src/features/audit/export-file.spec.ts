import { exportText } from './export-file.js';

const entry = {
  id: '7',
  at: '2026-06-11T18:00:00.000Z',
  actor: 'user:1',
  actorName: '=HYPERLINK("http://evil")',
  action: 'feed.change',
  before: { title: 'A, "old"' },
};

describe('an exported audit', () => {
  it('is a JSON document a line', () => {
    const lines = exportText([entry, { ...entry, id: '6' }], 'ndjson')
      .trimEnd()
      .split('\n');
    expect(lines.map((line) => JSON.parse(line) as unknown)).toEqual([entry, { ...entry, id: '6' }]);
  });

  it('is a table in which quotes and commas stay what they are', () => {
    const [head, row] = exportText([entry], 'csv').split('\r\n');
    expect(head).toBe('id,at,actor,actorName,action,target,feed,address,before,after');
    expect(row).toContain('"{""title"":""A, \\""old\\""""}"');
  });

  it('holds nothing that a spreadsheet would run', () => {
    expect(exportText([entry], 'csv')).toContain(`"'=HYPERLINK(""http://evil"")"`);
    for (const actorName of ['+1', '-1', '@SUM(A1)', '\t=1'])
      expect(exportText([{ ...entry, actorName }], 'csv')).toContain(`'${actorName}`);
  });
});
