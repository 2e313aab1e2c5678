import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Where the embedded database listens. It asks for no password: nobody else may reach it. */
export type Endpoint =
  | { readonly kind: 'socket'; readonly folder: string; readonly path: string }
  /** Where there are no Unix sockets. */
  | { readonly kind: 'loopback'; readonly port: number };

/** The number in the name of a socket, which clients derive from their port. */
const SOCKET_NAME = '.s.PGSQL.5432';
/** What every system takes as the path of a socket, in bytes. */
const LONGEST_PATH = 100;

export async function openEndpoint(dataDir: string, platform = process.platform): Promise<Endpoint> {
  if (platform === 'win32') return { kind: 'loopback', port: await freeLoopbackPort() };
  let folder = join(dataDir, 'socket');
  if (Buffer.byteLength(join(folder, SOCKET_NAME)) > LONGEST_PATH) {
    folder = await mkdtemp(join(tmpdir(), 'touchline-'));
  } else {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await chmod(folder, 0o700);
  }
  return { kind: 'socket', folder, path: join(folder, SOCKET_NAME) };
}

export async function closeEndpoint(endpoint: Endpoint): Promise<void> {
  if (endpoint.kind === 'socket') await rm(endpoint.folder, { recursive: true, force: true });
}

export function connectionString(endpoint: Endpoint): string {
  return endpoint.kind === 'socket'
    ? `postgresql://postgres@localhost:5432/postgres?host=${encodeURIComponent(endpoint.folder)}`
    : `postgresql://postgres@127.0.0.1:${endpoint.port}/postgres`;
}

async function freeLoopbackPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  await new Promise<void>((resolve) => server.close(() => resolve()));
  return port;
}
