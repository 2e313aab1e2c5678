interface WaitOptions {
  /** What is waited for, for the error: "the server to start". */
  readonly message?: string | (() => string);
  /** Default 30,000. */
  readonly timeoutMs?: number;
  /**
   * What the product promises, instead of a bound for what hangs: time counts only as far as this process got to run, so that a machine
   * that is busy elsewhere breaks no promise. But for three times as long nothing is that busy.
   */
  readonly withinMs?: number;
  /** Default 20. */
  readonly intervalMs?: number;
}

/**
 * Resolves when this machine's clock has passed `instant`, milliseconds since 1970, to what it then says: where the time itself is
 * what a test is about.
 */
export function clockPast(instant: number): Promise<number> {
  return waitFor(() => Date.now() > instant && Date.now(), { message: 'the clock to go on' });
}

/**
 * Polls until the condition gives something other than undefined, null and false, and resolves to that.
 * What the condition throws counts as "not yet", and is part of the message when the time is up.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const { intervalMs = 20, withinMs } = options;
  const timeoutMs = withinMs ?? options.timeoutMs ?? 30_000;
  const longestRound = withinMs === undefined ? Number.POSITIVE_INFINITY : 2 * intervalMs;
  const latest = performance.now() + 3 * timeoutMs;
  let waited = 0;
  let last: unknown;
  for (;;) {
    const begun = performance.now();
    try {
      last = await condition();
      if (last !== undefined && last !== null && last !== false) {
        return last as NonNullable<Exclude<T, false>>;
      }
    } catch (error) {
      last = error;
    }
    if (waited >= timeoutMs || performance.now() >= latest) {
      const { message = String(condition) } = options;
      const what = typeof message === 'function' ? message() : message;
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}; last seen: ${String(last)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, intervalMs));
    waited += Math.min(performance.now() - begun, longestRound);
  }
}
