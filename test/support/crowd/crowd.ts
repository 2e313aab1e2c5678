import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { join, resolve } from 'node:path';
import { waitFor } from '../wait-for.js';

export interface CrowdOptions {
  readonly websocket: number;
  readonly polling: number;
  /** Base URLs; who is lost tries the next one. */
  readonly endpoints: readonly string[];
  readonly feeds: readonly string[];
  /** How long they take to come, one by one. */
  readonly startOverMs: number;
}

export interface CrowdReport {
  /** How many have a subscription that was answered. */
  readonly served: number;
  /** By feed: one when all hold the same. */
  readonly fingerprints: Readonly<Record<string, readonly string[]>>;
  readonly pollingByNode: Readonly<Record<string, number>>;
  readonly faultCount: number;
  /** The first of them. */
  readonly faults: readonly string[];
  readonly sessionsUnknown: number;
  /** How often a connection ended or was not made, by reason. */
  readonly losses: Readonly<Record<string, number>>;
  /** When those left whom a draining node had told to, in the order of their leaving. */
  readonly moves: readonly { readonly afterNoticeMs: number; readonly windowMs: number }[];
  /** From the loss of a connection until its client was served again, in the order of their return. */
  readonly returnsMs: readonly number[];
}

const root = resolve(__dirname, '../../..');

/** Many verifying subscribers in a process of their own. */
export class Crowd implements AsyncDisposable {
  readonly #child: ChildProcess;
  readonly size: number;

  constructor(options: CrowdOptions) {
    this.size = options.websocket + options.polling;
    this.#child = fork(
      join(root, 'scripts/run-typescript.mjs'),
      [join(__dirname, 'crowd-process.ts'), JSON.stringify(options)],
      { cwd: root, execArgv: [], execPath: process.execPath },
    );
  }

  async report(): Promise<CrowdReport> {
    if (this.#child.exitCode !== null) throw new Error(`the crowd ended with ${this.#child.exitCode}`);
    this.#child.send('report');
    const [report] = (await once(this.#child, 'message')) as [CrowdReport];
    return report;
  }

  /** Resolves when everybody is served and holds exactly this; at once when something is wrong that time does not mend. */
  async holds(fingerprints: Readonly<Record<string, string>>, timeoutMs: number): Promise<CrowdReport> {
    const wanted = Object.entries(fingerprints);
    let last: CrowdReport | undefined;
    return waitFor(
      async () => {
        const report = (last = await this.report());
        const same = wanted.every(([feed, wish]) => {
          const held = report.fingerprints[feed] ?? [];
          return held.length === 1 && held[0] === wish;
        });
        return report.faultCount > 0 || (same && report.served === this.size) ? report : undefined;
      },
      {
        timeoutMs,
        intervalMs: 100,
        message: () =>
          `${this.size} subscribers to hold ${JSON.stringify(fingerprints)}; ${JSON.stringify(last)}`,
      },
    );
  }

  async allServed(timeoutMs: number): Promise<CrowdReport> {
    let last: CrowdReport | undefined;
    return waitFor(
      async () => {
        last = await this.report();
        return last.served === this.size ? last : undefined;
      },
      {
        timeoutMs,
        intervalMs: 100,
        message: () => `${this.size} subscribers to be served; ${JSON.stringify(last)}`,
      },
    );
  }

  async [Symbol.asyncDispose](): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = once(this.#child, 'exit');
    this.#child.kill('SIGKILL');
    await gone;
  }
}
