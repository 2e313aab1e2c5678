import { existsSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { useTempFolder } from '../../../../test/support/temp-folder.js';
import { closeEndpoint, connectionString, openEndpoint } from './endpoint.js';

describe('the address of the embedded database', () => {
  const folder = useTempFolder('touchline-endpoint');

  it('is a socket in the data folder that only its owner reaches', async () => {
    const dataDir = join(folder(), 'with a space & more');
    const endpoint = await openEndpoint(dataDir);
    expect(endpoint).toMatchObject({ kind: 'socket', folder: join(dataDir, 'socket') });
    expect((await stat(join(dataDir, 'socket'))).mode & 0o777).toBe(0o700);
    const client = new pg.Client({ connectionString: connectionString(endpoint) });
    expect({ host: client.host, port: client.port }).toEqual({ host: join(dataDir, 'socket'), port: 5432 });
    await closeEndpoint(endpoint);
    expect(existsSync(join(dataDir, 'socket'))).toBe(false);
  });

  it('moves to the temporary folder where the path of a socket would be too long', async () => {
    const endpoint = await openEndpoint(join(folder(), 'long'.repeat(30)));
    if (endpoint.kind !== 'socket') throw new Error('No socket.');
    expect(Buffer.byteLength(endpoint.path)).toBeLessThanOrEqual(100);
    expect((await stat(endpoint.folder)).mode & 0o777).toBe(0o700);
    await closeEndpoint(endpoint);
    expect(existsSync(endpoint.folder)).toBe(false);
  });

  it('is a loopback port where there are no such sockets', async () => {
    const endpoint = await openEndpoint(folder(), 'win32');
    if (endpoint.kind !== 'loopback') throw new Error('No port.');
    expect(new URL(connectionString(endpoint)).host).toBe(`127.0.0.1:${endpoint.port}`);
  });
});
