import type { Attacks } from './attacks.js';
import { CREDENTIALS } from './credentials.js';
import { INPUT } from './input.js';
import { NETWORK, PATIENCE } from './network.js';
import { PEOPLE } from './people.js';
import type { Target } from './target.js';
import { WEBHOOKS } from './webhooks.js';

const ATTACKS: Attacks = { ...PEOPLE, ...CREDENTIALS, ...WEBHOOKS, ...INPUT, ...NETWORK };

/** Every attack, by its name, against the whole product in one of the ways in which it runs. What is tried in more depth stands beside. */
export function hardeningContract(start: () => Promise<Target>): void {
  let target: Target;
  const begun = new Map<string, Promise<void>>();
  beforeAll(async () => {
    target = await start();
    for (const [name, attack] of Object.entries(PATIENCE)) {
      const running = attack(target);
      // Its test tells, later.
      running.catch(() => undefined);
      begun.set(name, running);
    }
  }, 120_000);
  afterAll(async () => target[Symbol.asyncDispose](), 60_000);

  for (const [name, attack] of Object.entries(ATTACKS)) it(name, () => attack(target), 60_000);
  for (const name of Object.keys(PATIENCE)) it(name, async () => begun.get(name), 60_000);

  it('leaves the product as it was: ready, and without an error in its log', async () => {
    expect((await fetch(`${target.remote.url}/readyz`)).status).toBe(200);
    expect(target.logLines().filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
    expect((await target.remote.feed('afterwards')).status).toBe(201);
    expect((await target.remote.publish('afterwards', { fine: true })).status).toBe(201);
  });
}
