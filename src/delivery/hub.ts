import type { Logger } from 'pino';
import type { Registry } from 'prom-client';
import type { EventLog } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import type { Relay } from '../relay/relay.js';
import type { HubOptions } from './options.js';
import type { Session } from './session.js';
import type { Sink } from './sink.js';

export interface HubDependencies {
  readonly log: EventLog;
  readonly relay: Relay;
  readonly clock: Clock;
  readonly registry: Registry;
  readonly logger: Logger;
  readonly options?: Partial<HubOptions>;
}

/** A node's live subscriptions: opens a session for every connected sink. */
export class Hub {
  constructor(readonly dependencies: HubDependencies) {}

  /** The session ends by `session.close()`, which the caller owes when the sink's connection ended, also after `sink.end`. */
  open(sink: Sink): Session {
    throw new Error(`not wired yet: ${sink.id}`);
  }

  /** Ends every timer and session; sends nothing more. The sinks stay with their transport. */
  close(): Promise<void> {
    return Promise.resolve();
  }
}
