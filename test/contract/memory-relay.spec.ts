import { SystemClock } from '../../src/platform/clock/clock.js';
import { FaultyRelay } from '../support/faulty-relay.js';
import { MemoryRelay } from '../../src/relay/memory-relay.js';
import { relayContract } from './relay.contract.js';

relayContract('memory', () => {
  const relay = new MemoryRelay();
  return Promise.resolve({ here: relay, there: relay, close: () => relay.close() });
});

relayContract('a faulty relay without faults', () => {
  const relay = new FaultyRelay({ clock: new SystemClock(), random: () => 0 });
  return Promise.resolve({ here: relay, there: relay, close: () => relay.close() });
});
