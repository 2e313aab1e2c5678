import type { AddressInfo } from 'node:net';
import { Module, type DynamicModule } from '@nestjs/common';
import { Registry } from 'prom-client';
import { connect } from '../../client/src/index.js';
import { Audit } from '../../src/audit/audit.js';
import { MemoryAudit } from '../../src/audit/memory-audit.js';
import { EventLog } from '../../src/event-log/event-log.js';
import { MemoryEventLog } from '../../src/event-log/memory-event-log.js';
import { FeedsModule } from '../../src/feeds/feeds.module.js';
import { IngestModule } from '../../src/ingest/ingest.module.js';
import { SystemClock } from '../../src/platform/clock/clock.js';
import { Config } from '../../src/platform/config/config.js';
import { SecretStore } from '../../src/platform/config/secret-store.js';
import { createApplication } from '../../src/platform/http/application.adapter.js';
import { Drain } from '../../src/platform/lifecycle/drain.js';
import { RootLogger } from '../../src/platform/logging/root-logger.js';
import { PlatformModule } from '../../src/platform/platform.module.js';
import { RealtimeModule } from '../../src/realtime/realtime.module.js';
import { waitFor } from '../support/wait-for.js';

const KEY = 'tl_test-key-that-is-long-enough-for-anyone';

@Module({})
class LogModule {}
class NodeModule {}

async function startNode() {
  const clock = new SystemClock();
  const log = new MemoryEventLog({ clock });
  const registry = new Registry();
  const logger = RootLogger.silent();
  const config = Config.load(
    {
      DATABASE_URL: 'postgresql://unused/touchline',
      SESSION_SECRET: 's'.repeat(32),
      TOKEN_SECRET: 't'.repeat(32),
      NODE_ID: 'n3',
      DRAIN_SECONDS: '1',
      ADMIN_API_KEY: KEY,
    },
    new SecretStore(),
  );
  const module: DynamicModule = {
    module: NodeModule,
    imports: [
      PlatformModule.with({ config, clock, logger, registry }),
      {
        module: LogModule,
        global: true,
        providers: [
          { provide: EventLog, useValue: log },
          { provide: Audit, useValue: new MemoryAudit() },
        ],
        exports: [EventLog, Audit],
      },
      FeedsModule,
      IngestModule,
      RealtimeModule,
    ],
  };
  const app = await createApplication(module, { config, logger, registry });
  await app.listen(0, '127.0.0.1');
  return { app, registry, url: `http://127.0.0.1:${(app.getHttpServer().address() as AddressInfo).port}` };
}

const post = (url: string, body: object) =>
  fetch(url, {
    method: 'POST',
    headers: { authorization: `Bearer ${KEY}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });

describe('the realtime module in the application', () => {
  it('serves sockets and REST on one port: what is published there arrives here', async () => {
    const { app, registry, url } = await startNode();
    const client = connect(url, { token: KEY });
    try {
      const created = await post(`${url}/api/v1/feeds`, {
        id: 'a',
        kind: 'custom',
        title: 'A',
        publicDelaySeconds: null,
      });
      expect(created.status).toBe(201);
      const handle = client.feed('a');
      await waitFor(() => handle.seq === 0);
      expect((await post(`${url}/api/v1/feeds/a/events`, { type: 'set', data: { n: 1 } })).status).toBe(201);
      await waitFor(() => handle.seq === 1);
      expect(handle.state).toEqual({ n: 1 });
      const anonymous = await (await fetch(`${url}/socket.io/?EIO=4&transport=polling`)).text();
      expect(anonymous).toMatch(/"sid":"n3\./);
      expect(await registry.metrics()).toMatch(/touchline_realtime_connections\{transport="websocket"\} 1/);
    } finally {
      client.close();
      await app.close();
    }
  });

  it('empties itself when the node drains, so that the application can close', async () => {
    const { app, url } = await startNode();
    const clients = Array.from({ length: 5 }, () => connect(url));
    try {
      await waitFor(() => clients.every(({ status }) => status === 'live'));
      await app.get(Drain).begin();
      await waitFor(() => clients.every(({ status }) => status === 'stale'));
    } finally {
      for (const client of clients) client.close();
      await app.close();
    }
    await expect(fetch(url)).rejects.toThrow();
  });
});
