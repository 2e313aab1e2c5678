import { freePorts } from '../../cluster/ports.js';

/** A TCP port of 127.0.0.1 that is free now, and that no outgoing connection takes while its server is started again. */
export async function freePort(): Promise<number> {
  const [port = 0] = await freePorts(1);
  return port;
}
