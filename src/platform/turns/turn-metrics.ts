import { Gauge, type Registry } from 'prom-client';

/** For `FairTurns`: how much heavy work waits on this node. */
export function waitingGauge(registry: Registry): (pieces: number) => void {
  const gauge = new Gauge({
    name: 'touchline_turns_waiting',
    help: 'Subscribe calls and lists that wait until the event loop has room for them.',
    registers: [registry],
  });
  return (pieces) => gauge.set(pieces);
}
