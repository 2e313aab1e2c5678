import { Gauge, type Registry } from 'prom-client';
import { AppError } from '../../core/protocol/errors.js';
import { networkOf } from './network.js';

/** How many connections each network holds on this node, sockets and event streams together. */
export class AddressSlots {
  readonly #limit: number;
  readonly #held = new Map<string, number>();

  /** @param limit connections of one network; 0: any number */
  constructor(limit: number, registry: Registry) {
    this.#limit = limit;
    const most = (): number => [...this.#held.values()].reduce((max, held) => Math.max(max, held), 0);
    const networks = (): number => this.#held.size;
    gauge(registry, 'max', 'Sockets and event streams of the address that holds most of them.', most);
    gauge(registry, 'networks', 'Addresses (of IPv6: /64) that hold sockets or event streams.', networks);
  }

  /** Why the address may hold no further one; undefined: it may. */
  refusal(address: string): AppError | undefined {
    const held = this.#held.get(networkOf(address)) ?? 0;
    if (this.#limit === 0 || held < this.#limit) return undefined;
    return new AppError(
      'rate_limited',
      `This address holds ${held} sockets and event streams, as many as one may. Close some, or follow many feeds by one.`,
      { retryAfterSeconds: RETRY_SECONDS },
    );
  }

  /** Counts one more, and returns what gives it back; a second time that does nothing. */
  take(address: string): () => void {
    const network = networkOf(address);
    this.#held.set(network, (this.#held.get(network) ?? 0) + 1);
    let held = true;
    return () => {
      if (!held) return;
      held = false;
      const left = (this.#held.get(network) ?? 0) - 1;
      if (left > 0) this.#held.set(network, left);
      else this.#held.delete(network);
    };
  }
}

const RETRY_SECONDS = 5;

function gauge(registry: Registry, name: string, help: string, value: () => number): void {
  registry.registerMetric(
    new Gauge({
      name: `touchline_address_connections_${name}`,
      help,
      registers: [],
      collect() {
        this.set(value());
      },
    }),
  );
}
