import { readFileSync } from 'node:fs';
import type { Config } from './platform/config/config.js';
import type { KeptFile } from './platform/config/secret-store.js';

/**
 * What a person at the terminal wants to know: where to look, and with what to publish. The key itself is shown only to a terminal,
 * or when it was made just now; otherwise its file, so that keys do not pile up in collected output.
 */
export function announce(
  config: Config,
  port: number,
  keyFile: KeptFile | undefined,
  terminal: boolean,
): string {
  const { host } = config.server;
  const everywhere = host === '0.0.0.0' || host === '::';
  const url = `http://${everywhere ? 'localhost' : host.includes(':') ? `[${host}]` : host}:${port}`;
  return [
    '',
    `Touchline is ready at ${url}`,
    `  Watch    ${url}/`,
    `  Feeds    ${url}/api/v1/feeds`,
    `  API      ${url}/api/docs`,
    `  Health   ${url}/readyz   Metrics ${url}/metrics`,
    ...(keyFile ? [`  API key  ${keyLine(keyFile, terminal)}`] : []),
    '',
    '',
  ].join('\n');
}

function keyLine({ path, made }: KeptFile, terminal: boolean): string {
  if (!made && !terminal) return `in the file ${path}`;
  return `${readFileSync(path, 'utf8').trim()}\n           kept in ${path}; publish with "Authorization: Bearer <key>"`;
}
