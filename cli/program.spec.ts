import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { StubServer } from './api/stub-server.spec-support.js';
import { run } from './program.js';
import type { Terminal } from './terminal.js';

const MATCH = {
  date: '2018-07-15',
  time: '18:00 UTC+3',
  team1: 'France',
  team2: 'Croatia',
  score: { ft: [1, 0], ht: [1, 0] },
  goals1: [{ name: 'Griezmann', minute: 38, penalty: true }],
  goals2: [],
};
const FEED = 'football.world-cup-2018.2018-07-15.france-croatia';
const ENDED = {
  status: 'final',
  winner: 'home',
  decidedBy: 'regulation',
  score: { home: 1, away: 0 },
  scoreByPeriod: { first_half: { home: 1, away: 0 }, second_half: { home: 0, away: 0 } },
};
const EVENTS = 10;

class Written implements Terminal {
  readonly interactive = false;
  readonly lines: string[] = [];
  readonly notes: string[] = [];

  out(line: string): void {
    this.lines.push(line);
  }

  note(line: string): void {
    this.notes.push(line);
  }

  get text(): string {
    return [...this.lines, ...this.notes].join('\n');
  }
}

describe('touchline', () => {
  let folder: string;
  let file: string;
  let server: StubServer;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'touchline-cli-'));
    file = join(folder, 'cup.json');
    await writeFile(file, JSON.stringify({ name: 'World Cup 2018', matches: [MATCH] }));
    server = await StubServer.start();
    server.states = { [FEED]: ENDED };
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    await rm(folder, { recursive: true });
  });

  async function touchline(...args: readonly string[]) {
    const terminal = new Written();
    const code = await run(args, terminal);
    return { code, text: terminal.text };
  }

  const replay = (...more: readonly string[]) =>
    touchline('replay', file, '--format', 'openfootball', '--url', server.url, '--key', 'tl_test', ...more);

  it('replays a file and says that the server ends as the file does', async () => {
    const { code, text } = await replay();
    expect(text).toContain('1 created, 0 already there');
    expect(text).toContain(`${EVENTS} committed, 0 already there, 0 rejected`);
    expect(text).toContain('1 of 1 feeds end as the file says');
    expect(code).toBe(0);
    expect(server.events(FEED)).toHaveLength(EVENTS);
  });

  it('reads gzip as well', async () => {
    file = join(folder, 'cup.json.gz');
    await writeFile(file, gzipSync(JSON.stringify({ name: 'World Cup 2018', matches: [MATCH] })));
    expect((await replay()).code).toBe(0);
  });

  it('publishes nothing twice when it is run again', async () => {
    await replay();
    const { code, text } = await replay();
    expect(code).toBe(0);
    expect(text).toContain(`0 committed, ${EVENTS} already there`);
    expect(server.events(FEED)).toHaveLength(EVENTS);
  });

  it.each(['max', '1000000'])(
    'doubles nothing at speed %s when answers are lost and the server is away',
    async (speed) => {
      let writes = 0;
      server.trouble = () => (['cut after commit', 'unavailable', undefined] as const)[writes++ % 3];
      const { code, text } = await replay('--speed', speed);
      expect(text).toContain('retries');
      expect(code).toBe(0);
      expect(server.events(FEED)).toHaveLength(EVENTS);
    },
  );

  it('starts a new set of feeds under a prefix', async () => {
    await replay();
    server.states = { ...server.states, [`again.${FEED}`]: ENDED };
    const { text } = await replay('--prefix', 'again.');
    expect(text).toContain('1 created');
    expect([...server.feeds.keys()]).toEqual([FEED, `again.${FEED}`]);
  });

  it('fails with a table when the server ends differently from the file', async () => {
    server.states = { [FEED]: { ...ENDED, score: { home: 2, away: 0 } } };
    const { code, text } = await replay();
    expect(code).toBe(1);
    expect(text).toContain('The server ends differently from the file');
    expect(text).toMatch(/score\.home\s+1\s+2/);
  });

  it('lists what was rejected and goes on with the rest', async () => {
    server.refusedType = 'goal';
    const { code, text } = await replay();
    expect(code).toBe(1);
    expect(text).toContain('1 rejected');
    expect(text).toMatch(/goal\s+no/);
    expect(server.events(FEED)).toHaveLength(EVENTS - 1);
  });

  it('does not publish into a feed of another kind, and says how to go on', async () => {
    server.feeds.set(FEED, { record: { id: FEED, kind: 'custom', config: {} }, keys: new Map(), events: [] });
    const { code, text } = await replay();
    expect(code).toBe(1);
    expect(text).toContain('--prefix');
    expect(server.events(FEED)).toHaveLength(0);
  });

  it('publishes what comes before a broken line and says where to look', async () => {
    server.feeds.set('mine', { record: { id: 'mine' }, keys: new Map(), events: [] });
    const lines = join(folder, 'lines.ndjson');
    await writeFile(
      lines,
      '{"feed":"mine","type":"a","data":{}}\n{"feed":"mine","type":"b","data":{}}\noops\n',
    );
    const { code, text } = await touchline('replay', lines, '--format', 'ndjson', '--url', server.url);
    expect(code).toBe(2);
    expect(text).toContain('Line 3 is not JSON');
    expect(text).toContain('2 updates before it are published');
    expect(server.events('mine')).toHaveLength(2);
  });

  it('publishes one update, with data that must be an object', async () => {
    server.feeds.set('mine', { record: { id: 'mine' }, keys: new Map(), events: [] });
    const published = await touchline('publish', 'mine', 'note', '{"text":"hi"}', '--url', server.url);
    expect(published).toEqual({ code: 0, text: 'mine seq 1 (committed)' });
    expect((await touchline('publish', 'mine', 'note', '[1]', '--url', server.url)).code).toBe(2);
    expect((await touchline('publish', 'none', 'note', '{}', '--url', server.url)).code).toBe(1);
  });

  it.each([
    [['replay']],
    [['replay', 'x', '--format', 'cricket']],
    [['replay', 'does-not-exist.json', '--format', 'nba']],
    [['replay', 'x', '--format', 'nba', '--speed', '-1']],
    [['replay', 'x', '--format', 'nba', '--match', '0']],
    [['replay', 'x', '--format', 'nba', '--zone', 'Mars/Olympus']],
    [['replay', 'x', '--format', 'nba', '--date', '2021-02-30']],
    [['feeds', '--url', 'ftp://x']],
    [['dance']],
  ])('answers %j with exit code 2 and a reason', async (args) => {
    const { code, text } = await touchline(...args);
    expect(code).toBe(2);
    expect(text.length).toBeGreaterThan(10);
  });

  it('says that nobody answers, and where it asked', async () => {
    const closed = server.url;
    await server[Symbol.asyncDispose]();
    const { code, text } = await touchline('feeds', '--url', closed);
    server = await StubServer.start();
    expect(code).toBe(69);
    expect(text).toContain(closed);
  });

  it('shows help with examples and exit code 0', async () => {
    const { code, text } = await touchline('replay', '--help');
    expect(code).toBe(0);
    expect(text).toContain('Examples:');
  });
});
