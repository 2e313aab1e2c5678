import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { ChildProgram } from '../support/child-program.js';
import { CertificateAuthority, type Certificate } from '../support/certificates.js';
import { describeWith } from '../support/requirements.js';
import { useTempFolder } from '../support/temp-folder.js';
import { waitFor } from '../support/wait-for.js';
import { webhookNode } from '../support/webhook-node.js';
import { WebhookWorld } from '../support/webhook-world.js';

describeWith(['postgres', 'openssl'], 'webhooks over TLS', () => {
  const folder = useTempFolder('touchline-tls');
  const servers: Server[] = [];
  let world: WebhookWorld;
  let child: ChildProgram;
  let authority: CertificateAuthority;
  const received: string[] = [];

  beforeAll(async () => {
    world = await WebhookWorld.open('postgres');
    authority = new CertificateAuthority(folder());
    // Authorities of an operator's own are named to Node, which reads them when it starts.
    const environment = { NODE_EXTRA_CA_CERTS: authority.file };
    child = await ChildProgram.start(folder(), webhookNode(world.databaseUrl, 10_000), environment);
    await child.saw('holds 0');
  });
  afterEach(async () => {
    received.length = 0;
    for (const server of servers.splice(0)) {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  });
  afterAll(async () => {
    await child.kill9();
    await world[Symbol.asyncDispose]();
  });

  async function receiver(certificate: Certificate): Promise<string> {
    const server = createServer(certificate, (request, response) => {
      received.push(request.url ?? '');
      response.end();
    });
    servers.push(server);
    // Who refuses a certificate breaks the handshake off.
    server.on('tlsClientError', () => undefined);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return `https://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  }

  /** What the delivery log says of the first event of a feed. */
  async function delivered(feed: string, certificate: Certificate) {
    await world.feed(feed);
    const url = await receiver(certificate);
    const { id } = await world.webhooks.create(world.admin, { url, feeds: [feed] });
    await world.publish(feed, 1);
    const delivery = await waitFor(
      async () => (await world.deliveries.list(world.admin, id, { limit: 1 })).items[0],
      { timeoutMs: 20_000 },
    );
    await world.webhooks.remove(world.admin, id);
    return delivery;
  }

  it('go to a receiver whose certificate is good', async () => {
    const delivery = await delivered('good', authority.issue({ host: 'IP:127.0.0.1' }));
    expect([delivery.status, delivery.error, received]).toEqual(['delivered', undefined, ['/hook']]);
  });

  it.each([
    ['self-signed', 'is self-signed', () => authority.selfSigned({ host: 'IP:127.0.0.1' })],
    ['of an unknown authority', 'cannot be verified', () => authority.stranger({ host: 'IP:127.0.0.1' })],
    ['for another host', 'is for another host', () => authority.issue({ host: 'DNS:scores.example' })],
    ['expired', 'has expired', () => authority.issue({ host: 'IP:127.0.0.1', expired: true })],
  ])('send nothing to one whose certificate is %s, and say so', async (name, why, certificate) => {
    const delivery = await delivered(`bad.${name.replaceAll(' ', '-')}`, certificate());
    expect(delivery).toMatchObject({
      status: 'retrying',
      error: expect.stringContaining(`The certificate of the receiver ${why}.`) as string,
    });
    expect(delivery).not.toHaveProperty('responseStatus');
    expect(received).toEqual([]);
  });
});
