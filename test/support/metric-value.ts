import type { Registry } from 'prom-client';

/** The value of one metric with these labels, 0 when it was never counted. */
export async function metricValue(
  registry: Registry,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number> {
  const metric = await registry.getSingleMetric(name)?.get();
  const wanted = Object.entries(labels);
  const value = metric?.values.find((entry) => wanted.every(([key, label]) => entry.labels[key] === label));
  return value?.value ?? 0;
}
