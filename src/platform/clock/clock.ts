export interface Timer {
  cancel(): void;
}

/** Time, handed to whatever waits, so that tests move it. */
export abstract class Clock {
  /** Milliseconds since the epoch. */
  abstract now(): number;
  /** Calls once, `ms` from now. Does not keep the process alive. */
  abstract after(ms: number, callback: () => void): Timer;
  abstract every(ms: number, callback: () => void): Timer;
}

export class SystemClock extends Clock {
  now(): number {
    return Date.now();
  }

  after(ms: number, callback: () => void): Timer {
    const handle = setTimeout(callback, ms).unref();
    return { cancel: () => clearTimeout(handle) };
  }

  every(ms: number, callback: () => void): Timer {
    const handle = setInterval(callback, ms).unref();
    return { cancel: () => clearInterval(handle) };
  }
}
