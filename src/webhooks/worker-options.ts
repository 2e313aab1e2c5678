import type { Logger } from 'pino';
import type { Access } from '../access/access.js';
import type { Audit } from '../audit/audit.js';
import type { EventLog } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import type { PrismaClient } from '../platform/prisma/generated/client.js';
import type { RetryOptions } from './courier.js';
import type { LogBounds } from './delivery-store.js';
import type { Sender } from './sender.js';
import type { WebhookMetrics } from './webhook-metrics.js';

export interface WorkerOptions {
  readonly client: PrismaClient;
  readonly log: EventLog;
  readonly access: Access;
  readonly clock: Clock;
  readonly sender: Sender;
  readonly metrics: WebhookMetrics;
  readonly audit: Audit;
  readonly logger: Logger;
  /** Names this process, and no other that ever was. */
  readonly owner: string;
  readonly random?: () => number;
  /** How long a webhook stays with a node that does not speak any more. Default 25,000. */
  readonly leaseMs?: number;
  /** How often leases are renewed and heads compared. Default 2,000. */
  readonly tickMs?: number;
  /** How often all feeds are compared with all patterns. Default 30,000. */
  readonly scanMs?: number;
  readonly retry?: Partial<RetryOptions>;
  readonly bounds?: LogBounds;
}
