import { constants } from 'node:os';
import { happeningText } from '../happening-text.js';
import { takePulse } from '../health-watch.js';
import { SupervisedProcess, type Ending, type Happening } from '../supervised-process.js';

export interface ContainerParentOptions {
  /** The server's program. */
  readonly program: string;
  readonly env: NodeJS.ProcessEnv;
  readonly say: (text: string) => void;
  /** Default 5000: how long a server that listens may be silent. */
  readonly silentMs?: number;
}

/** Beyond what a migration of a large database takes. */
const START_WITHIN_MS = 600_000;

/**
 * The process of a container beside the server. A server that hangs is killed and started again, which no container engine does;
 * one that ends by itself ends the container with its exit code, for the engine to start again.
 */
export class ContainerParent {
  readonly #options: ContainerParentOptions;
  readonly #server: SupervisedProcess;
  #hungPid: number | undefined;
  #ending: Ending | undefined;
  #over: () => void = () => undefined;

  constructor(options: ContainerParentOptions) {
    this.#options = options;
    const { program, env, silentMs = 5000 } = options;
    const url = `http://127.0.0.1:${env['PORT'] || '3000'}/healthz`;
    const drainMs = (Number(env['DRAIN_SECONDS']) || 30) * 1000;
    this.#server = new SupervisedProcess(
      {
        name: 'server',
        command: process.execPath,
        args: ['--enable-source-maps', program],
        env,
        serves: async (signal) => (await takePulse(url, silentMs, signal)) === 'alive',
        startWithinMs: START_WITHIN_MS,
        stopSignal: 'SIGTERM',
        stopWithinMs: drainMs + 5000,
        health: { url, limits: { silentMs, refusedMs: drainMs + 5000 } },
      },
      0,
      (happening) => this.#heard(happening),
    );
  }

  /** Resolves with the exit code for the container when the server has ended and is not to be started again. */
  async run(): Promise<number> {
    const over = new Promise<void>((resolve) => (this.#over = resolve));
    // How often it fails is for the engine to judge: it ends at the first time.
    this.#server.start(Number.POSITIVE_INFINITY).catch(() => this.#over());
    await over;
    await this.#server.stop();
    const { code, signal } = this.#ending ?? { code: 1, signal: null };
    return code ?? 128 + (signal === null ? 0 : constants.signals[signal]);
  }

  /** Lets the server drain and end. */
  async stop(): Promise<void> {
    await this.#server.stop();
    this.#over();
  }

  #heard(happening: Happening): void {
    if (happening.kind === 'hung') this.#hungPid = happening.pid;
    if (happening.kind === 'ended') {
      this.#ending = happening;
      if (happening.pid !== this.#hungPid) this.#over();
    }
    if (happening.kind === 'lost') this.#over();
    const text = happening.kind === 'serving' ? undefined : happeningText(happening);
    if (text !== undefined) this.#options.say(text);
  }
}
