import { type Command, InvalidArgumentError } from 'commander';
import type { FeedView } from './api/api.js';
import { apiOf, type ConnectionOptions, withConnection } from './connection-options.js';
import { table, type Terminal } from './terminal.js';

interface Options extends ConnectionOptions {
  readonly kind?: string;
  readonly tag?: string;
  readonly status?: string;
  readonly q?: string;
  readonly limit: number;
  readonly json?: boolean;
}

function limit(text: string): number {
  const value = Number(text);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new InvalidArgumentError('It must be a whole number from 1.');
}

export function feedsCommand(program: Command, terminal: Terminal): void {
  const command = program
    .command('feeds')
    .description('Lists feeds.')
    .option('--kind <kind>', 'football, basketball, tennis, quote or custom')
    .option('--tag <tag>', 'only feeds with this tag')
    .option('--status <status>', 'only feeds in this status: live, final, trading …')
    .option('--q <text>', 'part of the id or title')
    .option('--limit <n>', 'at most so many', limit, 100)
    .option('--json', 'one JSON object a line')
    .addHelpText('after', '\nExample:\n  touchline feeds --tag demo --status live');
  withConnection(command, { key: true });
  command.action(async (options: Options) => {
    const { items, more } = await listed(options);
    if (options.json) {
      for (const feed of items) terminal.out(JSON.stringify(feed));
      return;
    }
    const rows = items.map((feed) => [feed.id, feed.kind, statusOf(feed), String(feed.seq), feed.title]);
    for (const line of table(['id', 'kind', 'status', 'seq', 'title'], rows)) terminal.out(line);
    if (more) terminal.note(`There are more: --limit ${options.limit * 10} shows them.`);
  });
}

function statusOf({ state }: FeedView): string {
  const status = state.status ?? state.tradingStatus;
  return typeof status === 'string' ? status : '';
}

const PAGE = 200;

async function listed(
  options: Options,
): Promise<{ readonly items: readonly FeedView[]; readonly more: boolean }> {
  const api = apiOf(options);
  const items: FeedView[] = [];
  let cursor: string | undefined;
  do {
    const { kind, tag, status, q } = options;
    const asked = {
      kind,
      tag,
      status,
      q,
      cursor,
      limit: String(Math.min(PAGE, options.limit - items.length)),
    };
    const page = await api.feeds(
      Object.fromEntries(
        Object.entries(asked).filter((entry): entry is [string, string] => entry[1] !== undefined),
      ),
    );
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== undefined && items.length < options.limit);
  return { items, more: cursor !== undefined };
}
