import { type Command, InvalidArgumentError, Option } from 'commander';
import { Api } from './api/api.js';

export interface ConnectionOptions {
  readonly url: string;
  readonly key?: string;
}

function parseUrl(text: string): string {
  if (URL.canParse(text) && /^https?:$/.test(new URL(text).protocol)) return text.replace(/\/+$/, '');
  throw new InvalidArgumentError('It must be an address like http://127.0.0.1:3000.');
}

/** `--url`, and `--key` where the command writes. Both can come from the environment, so that a key need not be typed. */
export function withConnection(command: Command, { key }: { readonly key: boolean }): Command {
  command.addOption(
    new Option('--url <url>', 'address of the server')
      .env('TOUCHLINE_URL')
      .default('http://127.0.0.1:3000')
      .argParser(parseUrl),
  );
  if (key) command.addOption(new Option('--key <key>', 'API key (tl_…) that may write').env('TOUCHLINE_KEY'));
  return command;
}

export function apiOf({ url, key }: ConnectionOptions): Api {
  return new Api({ url, ...(key ? { key } : {}) });
}
