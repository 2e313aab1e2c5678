import { chmod, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { createServer, type AddressInfo, type ListenOptions, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Where the embedded database listens. It asks for no password: nobody else may reach it. */
export type Endpoint =
  | { readonly kind: 'socket'; readonly folder: string; readonly path: string }
  /** Where there are no Unix sockets. */
  | { readonly kind: 'loopback'; readonly port: number };

/** The number in the name of a socket, which clients derive from their port. */
const SOCKET_NAME = '.s.PGSQL.5432';
/** What every system takes as the path of a socket, in bytes. */
const LONGEST_PATH = 100;

/** Where its socket is, if it can be there. */
export function socketPath(dataDir: string): string {
  return join(dataDir, 'socket', SOCKET_NAME);
}

/** Only the owner of the data folder may call this. */
export async function openEndpoint(dataDir: string, platform = process.platform): Promise<Endpoint> {
  if (platform === 'win32') return { kind: 'loopback', port: await freeLoopbackPort() };
  const own = dirname(socketPath(dataDir));
  await mkdir(own, { recursive: true, mode: 0o700 });
  await chmod(own, 0o700);
  if (await canListen(socketPath(dataDir))) return socketIn(own);
  await rm(own, { recursive: true, force: true });
  return socketIn(await mkdtemp(join(tmpdir(), 'touchline-')));
}

function socketIn(folder: string): Endpoint {
  return { kind: 'socket', folder, path: join(folder, SOCKET_NAME) };
}

/** Not on every mounted file system, nor where the path is too long. A socket that is there is left alone. */
async function canListen(path: string): Promise<boolean> {
  if (Buffer.byteLength(path) > LONGEST_PATH) return false;
  const server = createServer();
  try {
    await listen(server, { path });
    await close(server);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EADDRINUSE';
  }
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
  await listen(server, { port: 0, host: '127.0.0.1' });
  const { port } = server.address() as AddressInfo;
  await close(server);
  return port;
}

function listen(server: Server, where: ListenOptions): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, resolve);
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => server.close(() => resolve()));
}
