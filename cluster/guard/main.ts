import { rmSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { endLeftovers } from '../process-group.js';
import { GuardBook } from './guard-book.js';

/*
 * The process beside the supervisor that cleans up when the supervisor is killed. It reads a pipe that only the
 * supervisor can write to: the pipe's end means that the supervisor is gone.
 */
async function guard(): Promise<void> {
  const book = new GuardBook();
  // It outlives whatever ends the supervisor, also a Ctrl-C to the whole terminal.
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => undefined);
  for await (const line of createInterface({ input: process.stdin })) book.note(line);
  await Promise.all([...book.groups].map(([group, folder]) => endLeftovers(group, folder)));
  if (book.folder !== undefined) rmSync(book.folder, { recursive: true, force: true });
}

void guard();
