/** What a node needs to serve. `required`: without it the node is not ready; else it is only told. */
export interface Probe {
  readonly required: boolean;
  /** Resolves when all is well; rejects with the reason when it is not. */
  readonly check: () => Promise<void>;
}

export interface Finding {
  readonly status: 'ok' | 'failed';
  readonly detail?: string;
}

export interface ReadinessReport {
  readonly status: 'ready' | 'draining' | 'unavailable';
  readonly node: string;
  readonly checks: Readonly<Record<string, Finding>>;
}

const CHECK_MS = 2000;

/** Whether this node should be sent traffic. */
export class Readiness {
  constructor(
    private readonly node: string,
    private readonly probes: Readonly<Record<string, Probe>>,
    private readonly draining: () => boolean,
  ) {}

  async report(): Promise<ReadinessReport> {
    const names = Object.keys(this.probes);
    const findings = await Promise.all(Object.values(this.probes).map((probe) => examine(probe)));
    const checks = Object.fromEntries(names.map((name, index) => [name, findings[index] as Finding]));
    const failed = names.some((name) => this.probes[name]?.required && checks[name]?.status === 'failed');
    const status = this.draining() ? 'draining' : failed ? 'unavailable' : 'ready';
    return { status, node: this.node, checks };
  }
}

async function examine(probe: Probe): Promise<Finding> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${CHECK_MS} ms`)), CHECK_MS);
  });
  try {
    await Promise.race([probe.check(), late]);
    return { status: 'ok' };
  } catch (error) {
    return { status: 'failed', detail: (error as Error).message };
  } finally {
    clearTimeout(timer);
  }
}
