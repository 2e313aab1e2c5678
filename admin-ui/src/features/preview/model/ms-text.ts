/** `43 ms`, `1.2 s`, `30 s`: as finely as it matters. */
export function msText(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  const seconds = ms / 1_000;
  return `${Number.isInteger(seconds) || seconds >= 100 ? Math.round(seconds) : seconds.toFixed(1)} s`;
}
