import { type Command, Option } from 'commander';
import { FEED_ID } from '../../src/core/feed/feed.js';
import { withConnection } from '../connection-options.js';
import { EXIT, type ExitCode, Failure } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { Tail } from './tail.js';

interface Options {
  readonly url: string;
  readonly token?: string;
  readonly contract: 'every' | 'latest';
  readonly json?: boolean;
}

const EXAMPLES = `
Examples:
  touchline tail football.final
  touchline tail AAPL --contract latest --json | jq .state.last`;

export function tailCommand(program: Command, terminal: Terminal, finish: (code: ExitCode) => void): void {
  const command = program
    .command('tail')
    .description('Prints a feed live. It survives reconnects without losing or repeating an event.')
    .argument('<feed>', 'id of the feed')
    .addOption(
      new Option('--contract <contract>', 'each event, or the newest state')
        .choices(['every', 'latest'])
        .default('every'),
    )
    .addOption(
      new Option('--token <token>', 'token or API key, for feeds that not everybody may see').env(
        'TOUCHLINE_TOKEN',
      ),
    )
    .option('--json', 'one JSON object a line')
    .addHelpText('after', EXAMPLES);
  withConnection(command, { key: false });
  command.action(async (feed: string, options: Options) => finish(await tail(feed, options, terminal)));
}

async function tail(feed: string, options: Options, terminal: Terminal): Promise<ExitCode> {
  if (!FEED_ID.test(feed)) throw new Failure(`"${feed}" is no feed id.`, EXIT.usage);
  // Loaded here, so that commands without a socket start quickly.
  const { connect } = await import('../../client/src/index.js');
  const client = connect(options.url, options.token ? { token: options.token } : {});
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort();
  process.once('SIGINT', interrupt);
  process.once('SIGTERM', interrupt);
  try {
    const { contract, json = false } = options;
    return await new Tail(client, terminal, { contract, json }).run(feed, interruption.signal);
  } finally {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
    client.close();
  }
}
