import { RelayNode } from '../../test/support/relay-node.js';
import { useRedisServer } from '../../test/support/redis.js';
import { describeWith } from '../../test/support/requirements.js';
import { waitFor } from '../../test/support/wait-for.js';
import { SocketHints } from './hints.js';

describeWith('redis-server', 'hints between nodes', () => {
  const redis = useRedisServer();

  it('are heard by the others, not by the sender; what is no hint is not heard', async () => {
    await using first = RelayNode.start({ url: redis().url });
    await using second = RelayNode.start({ url: redis().url });
    await waitFor(() => first.relay.healthy && second.relay.healthy);
    const heard = { first: 0, second: 0 };
    const hints = new SocketHints(first.server, first.relay);
    const deaf = hints.listen(() => void heard.first++);
    new SocketHints(second.server, second.relay).listen(() => void heard.second++);
    hints.send();
    await waitFor(() => heard.second === 1);
    first.server.serverSideEmit('editing', { v: 2 });
    first.server.serverSideEmit('editing');
    hints.send();
    await waitFor(() => heard.second === 2);
    expect(heard).toEqual({ first: 0, second: 2 });
    deaf();
  });

  it('are not sent while Redis is away', async () => {
    await using node = RelayNode.start({ url: 'redis://127.0.0.1:9' });
    expect(() => new SocketHints(node.server, node.relay).send()).not.toThrow();
  });
});
