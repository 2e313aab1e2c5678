import type { FeedHandle, TouchlineClient } from '../../client/src/index.js';
import { EXIT, type ExitCode } from '../failure.js';
import type { Terminal } from '../terminal.js';
import { eventLine, stateLine } from './lines.js';

export interface TailOptions {
  readonly contract: 'every' | 'latest';
  readonly json: boolean;
}

/** Prints one feed as it moves, until it is closed or `signal` aborts. What arrives goes to `out`, what happens to the line to `notes`. */
export class Tail {
  #finish: (code: ExitCode) => void = () => undefined;
  #ended = false;

  constructor(
    readonly client: TouchlineClient,
    readonly terminal: Terminal,
    readonly options: TailOptions,
  ) {}

  run(feedId: string, signal: AbortSignal): Promise<ExitCode> {
    return new Promise((resolve) => {
      this.#finish = (code) => {
        this.#ended = true;
        resolve(code);
      };
      signal.addEventListener('abort', () => this.#finish(EXIT.ok), { once: true });
      if (signal.aborted) return resolve(EXIT.ok);
      const feed = this.client.feed(feedId, { contract: this.options.contract });
      this.#watchConnection();
      this.#watchFeed(feed);
    });
  }

  #watchConnection(): void {
    const { client, terminal } = this;
    terminal.note('connecting …');
    client.on('status', (status) => {
      // That it goes offline at its end is no news.
      if (this.#ended) return;
      if (status === 'live') terminal.note('connected');
      else if (status === 'stale')
        terminal.note('the connection is lost: reconnecting, nothing will be missing');
      else if (status === 'offline') terminal.note('no network: still trying (Ctrl-C ends)');
    });
    client.on('error', ({ code, detail }) => {
      terminal.note(`${code}: ${detail}`);
      if (code === 'unauthenticated' && client.status === 'offline') this.#finish(EXIT.failed);
    });
  }

  #watchFeed(feed: FeedHandle): void {
    const { terminal, options } = this;
    const print = (name: string, line: string, value: object): void =>
      terminal.out(options.json ? JSON.stringify({ message: name, feed: feed.id, ...value }) : line);
    let printedSeq: number | undefined;
    feed.on('snapshot', (update) => {
      printedSeq = update.seq;
      print('snapshot', stateLine(update.seq, update.state), update);
    });
    if (options.contract === 'every') feed.on('event', (event) => print('event', eventLine(event), event));
    // A snapshot is told as a state too: it has been printed already.
    else {
      feed.on('state', (update) => {
        if (update.seq !== printedSeq) print('state', stateLine(update.seq, update.state), update);
      });
    }
    feed.on('health', ({ status }) =>
      terminal.note(status === 'ok' ? 'the source speaks again' : `the source is ${status}`),
    );
    feed.on('resync', ({ reason }) => terminal.note(`${reason}: asking the server again`));
    feed.on('closed', ({ reason, error }) => {
      terminal.note(error ? `${feed.id}: ${error.detail}` : `${feed.id} is closed: ${reason}`);
      this.#finish(error ? EXIT.failed : EXIT.ok);
    });
  }
}
