interface WaitOptions {
  /** What is waited for, for the error: "the server to start". */
  readonly message?: string | (() => string);
  /** Default 30,000. */
  readonly timeoutMs?: number;
  /** Default 20. */
  readonly intervalMs?: number;
}

/**
 * Polls until the condition gives something other than undefined, null and false, and resolves to that.
 * What the condition throws counts as "not yet", and is part of the message when the time is up.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  options: WaitOptions = {},
): Promise<NonNullable<Exclude<T, false>>> {
  const timeoutMs = options.timeoutMs ?? 30_000;
  const deadline = performance.now() + timeoutMs;
  let last: unknown;
  for (;;) {
    try {
      last = await condition();
      if (last !== undefined && last !== null && last !== false) {
        return last as NonNullable<Exclude<T, false>>;
      }
    } catch (error) {
      last = error;
    }
    if (performance.now() >= deadline) {
      const { message = String(condition) } = options;
      const what = typeof message === 'function' ? message() : message;
      throw new Error(`Waited ${timeoutMs} ms in vain for ${what}; last seen: ${String(last)}`);
    }
    await new Promise((resolve) => setTimeout(resolve, options.intervalMs ?? 20));
  }
}
