/**
 * The program of a node that delivers webhooks, to be run as a `ChildProgram`: to be killed or frozen, or under another environment.
 * Prints how many webhooks it holds whenever that changes.
 */
export const webhookNode = (databaseUrl: string, leaseMs: number): string => `
const { pino } = source('node_modules/pino');
const { Registry } = source('node_modules/prom-client');
const { Access } = source('src/access/access.ts');
const { MemoryAudit } = source('src/audit/memory-audit.ts');
const { PrismaEventLog } = source('src/event-log/prisma-event-log.ts');
const { SystemClock } = source('src/platform/clock/clock.ts');
const { openDatabase } = source('src/platform/prisma/database.ts');
const { AddressPolicy } = source('src/webhooks/address-policy.ts');
const { Sender } = source('src/webhooks/sender.ts');
const { WebhookMetrics } = source('src/webhooks/webhook-metrics.ts');
const { WebhookWorker } = source('src/webhooks/worker.ts');
async function main() {
  const logger = pino({ level: 'silent' });
  const clock = new SystemClock();
  const database = await openDatabase({ databaseUrl: ${JSON.stringify(databaseUrl)}, dataDir: '', logger, migrate: false });
  const log = await PrismaEventLog.open(database, clock, new Registry(), {});
  const access = new Access(undefined);
  access.vouch('key', async (id) => ({ kind: 'key', id, scopes: new Set(['admin']), feeds: undefined }));
  const rules = { addresses: new AddressPolicy('on'), httpsOnly: false };
  const worker = new WebhookWorker({
    client: database.client, log, access, clock, logger, audit: new MemoryAudit(),
    sender: new Sender({ rules, clock, timeoutMs: ${leaseMs / 2} }), metrics: new WebhookMetrics(new Registry()),
    owner: 'child-' + process.pid, leaseMs: ${leaseMs}, tickMs: 50, scanMs: 200,
  });
  worker.start();
  let before = -1;
  setInterval(() => {
    if (worker.holding.length !== before) console.log('holds ' + (before = worker.holding.length));
  }, 10);
}
main().catch((error) => { console.error(error); process.exit(1); });
`;
