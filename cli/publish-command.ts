import { randomUUID } from 'node:crypto';
import type { Command } from 'commander';
import { isObject, type JsonObject } from '../src/core/json/json.js';
import { retrying } from './api/retry.js';
import { apiOf, type ConnectionOptions, withConnection } from './connection-options.js';
import { EXIT, type ExitCode, Failure, messageOf } from './failure.js';
import type { Terminal } from './terminal.js';

interface Options extends ConnectionOptions {
  readonly idempotencyKey?: string;
  readonly occurredAt?: string;
}

/** How long one update is repeated while its outcome is unknown. */
const GIVE_UP_AFTER_MS = 30_000;

const EXAMPLES = `
Examples:
  touchline publish football.final goal '{"team":"home","player":"Messi","minute":23}' --key tl_…
  touchline publish AAPL trade '{"price":"189.51","size":"100"}'`;

export function publishCommand(program: Command, terminal: Terminal, finish: (code: ExitCode) => void): void {
  const command = program
    .command('publish')
    .description('Publishes one update to a feed.')
    .argument('<feed>', 'id of the feed')
    .argument('<type>', 'type of the event, by the kind of the feed')
    .argument('[data]', 'JSON object', '{}')
    .option('--idempotency-key <key>', 'the same key never publishes twice; generated when absent')
    .option('--occurred-at <time>', 'when it happened, RFC 3339')
    .addHelpText('after', EXAMPLES);
  withConnection(command, { key: true });
  command.action(async (feed: string, type: string, text: string, options: Options) => {
    const idempotencyKey = options.idempotencyKey ?? randomUUID();
    const { occurredAt } = options;
    const item = { feed, type, data: parse(text), idempotencyKey, ...(occurredAt ? { occurredAt } : {}) };
    const written = await retrying(() => apiOf(options).publish(item), {
      giveUpAfterMs: GIVE_UP_AFTER_MS,
      onRetry: (error, waitMs) => terminal.note(`${error.message}; again in ${(waitMs / 1000).toFixed(1)} s`),
    });
    terminal.out(
      written.status === 'held'
        ? `${feed}: held back, not public yet`
        : `${feed} seq ${written.seq} (${written.status})`,
    );
    finish(EXIT.ok);
  });
}

function parse(text: string): JsonObject {
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch (error) {
    throw new Failure(`The data is not JSON: ${messageOf(error)}`, EXIT.usage);
  }
  throw new Failure('The data must be a JSON object, such as {"team":"home"}.', EXIT.usage);
}
