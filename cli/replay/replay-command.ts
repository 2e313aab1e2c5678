import { type Command, InvalidArgumentError, Option } from 'commander';
import { apiOf, type ConnectionOptions, withConnection } from '../connection-options.js';
import { EXIT, type ExitCode, Failure } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { isZone } from './formats/local-time.js';
import { FORMATS } from './formats/registry.js';
import { Replay } from './replay.js';
import { FileSource } from './source.js';
import { exitCodeOf, printSummary } from './summary.js';

interface Options extends ConnectionOptions {
  readonly format: string;
  readonly match?: number;
  readonly speed: number | 'max';
  readonly prefix: string;
  readonly tag: readonly string[];
  readonly quotes: 'all' | 'none' | number;
  readonly zone?: string;
  readonly date?: string;
  readonly maxGap: number;
  readonly giveUpAfter: number;
}

function positive(text: string): number {
  const value = Number(text.replace(/x$/i, ''));
  if (Number.isFinite(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a number above 0.');
}

function whole(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

function zone(text: string): string {
  if (isZone(text)) return text;
  throw new InvalidArgumentError('It must be an IANA time zone such as Europe/London.');
}

function date(text: string): string {
  const parsed = new Date(`${text}T00:00:00Z`);
  if (
    /^\d{4}-\d\d-\d\d$/.test(text) &&
    !Number.isNaN(parsed.getTime()) &&
    parsed.toISOString().startsWith(text)
  )
    return text;
  throw new InvalidArgumentError('It must be a real date, YYYY-MM-DD.');
}

function prefix(text: string): string {
  if (/^[A-Za-z0-9][A-Za-z0-9._:-]{0,39}$/.test(text)) return text;
  throw new InvalidArgumentError(
    'It starts with a letter or digit and holds letters, digits, . _ : - (at most 40).',
  );
}

const EXAMPLES = `
Feeds are named after what is in the file; a feed that exists is used again if it fits, and what was published before is not
published twice. --prefix starts a new set. The exit code is 1 when an update was rejected or the server ends differently from the file.

Examples:
  touchline replay worldcup.json --format openfootball --match 64 --speed 60 --key tl_…
  touchline replay worldcup.json --format openfootball --speed max --prefix test.
  touchline replay btcusdt.jsonl.gz --format binance --quotes 10 --speed 1
  touchline replay updates.ndjson --format ndjson`;

export function replayCommand(program: Command, terminal: Terminal, finish: (code: ExitCode) => void): void {
  const command = program
    .command('replay')
    .summary('publish a real file: matches, play-by-plays, trades')
    .description('Turns a file into feeds and updates and publishes them through the REST API.')
    .argument('<file>', 'the file, plain or gzip')
    .addOption(
      new Option('--format <format>', 'what the file is')
        .choices(FORMATS.map(({ name }) => name))
        .makeOptionMandatory(),
    )
    .option('--match <n>', 'only the nth match of the file, from 1', whole)
    .addOption(
      new Option('--speed <x>', 'times real time, or max')
        .default('max')
        .argParser((text) => (text === 'max' ? text : positive(text))),
    )
    .option('--prefix <prefix>', 'put before each feed id', prefix, '')
    .option(
      '--tag <tag>',
      'further tag of new feeds (repeatable)',
      (tag: string, tags: string[]) => [...tags, tag],
      [],
    )
    .addOption(
      new Option('--quotes <which>', 'binance: all, none, or at most so many a second')
        .default('all')
        .argParser((text) => (text === 'all' || text === 'none' ? text : positive(text))),
    )
    .option('--zone <zone>', 'time zone of local times without an offset', zone)
    .option('--date <date>', 'nba stats files: the day of the game, YYYY-MM-DD', date)
    .option('--max-gap <seconds>', 'never pause longer than this between two updates', positive, 3600)
    .option('--give-up-after <seconds>', 'how long to repeat a request without an answer', positive, 60)
    .addHelpText('after', EXAMPLES);
  withConnection(command, { key: true });
  command.action(async (path: string, options: Options) => finish(await replay(path, options, terminal)));
}

async function replay(path: string, options: Options, terminal: Terminal): Promise<ExitCode> {
  const format = FORMATS.find(({ name }) => name === options.format);
  if (!format) throw new Failure(`There is no format ${options.format}.`, EXIT.usage);
  const source = await FileSource.open(path);
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const { signal } = interruption;
    const run = new Replay(
      apiOf(options),
      terminal,
      { giveUpAfterMs: options.giveUpAfter * 1000, signal },
      signal,
    );
    const outcome = await run.run(format, source, {
      ...options,
      tags: ['replay', ...options.tag],
      longestWaitMs: options.maxGap * 1000,
    });
    printSummary(terminal, outcome);
    return exitCodeOf(outcome);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  }
}
