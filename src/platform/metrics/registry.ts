import { collectDefaultMetrics, Registry } from 'prom-client';

/** Every metric of this process bears the prefix `touchline_`; the process's own (CPU, memory, event loop) keep their usual names. */
export function createRegistry(nodeId: string): Registry {
  const registry = new Registry();
  registry.setDefaultLabels({ node: nodeId });
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: 20 });
  return registry;
}
