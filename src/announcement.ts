import { readFileSync } from 'node:fs';
import type { Config } from './platform/config/config.js';
import type { KeptFile } from './platform/config/secret-store.js';

/** What a person at the terminal wants to know: where to look, and with what to publish. */
export function announce(config: Config, port: number, keyFile: KeptFile | undefined): string {
  const { host } = config.server;
  const everywhere = host === '0.0.0.0' || host === '::';
  const url = `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
  return [
    '',
    `Touchline is ready at ${url}`,
    `  Watch    ${url}/`,
    `  Feeds    ${url}/api/v1/feeds`,
    `  Health   ${url}/readyz   Metrics ${url}/metrics`,
    ...(keyFile ? [`  API key  ${keyLine(keyFile)}`] : []),
    '',
    '',
  ].join('\n');
}

function keyLine({ path, made }: KeptFile): string {
  if (!made) return `in the file ${path}`;
  return `${readFileSync(path, 'utf8').trim()}\n           made just now, kept in ${path}: publish with "Authorization: Bearer <key>"`;
}
