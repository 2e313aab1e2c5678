/** When a change is shown. Asked again before it was, only the last counts. */
export interface Pace {
  ask(show: () => void): void;
  cancel(): void;
}

export const AT_ONCE: Pace = { ask: (show) => show(), cancel: () => undefined };

/** A hidden page draws no frames, but its title and its presses go on. */
const HIDDEN_MS = 1_000;

/** With the next frame of the screen: however fast a feed runs, nothing is rendered more often than it can be seen. */
export class FramePace implements Pace {
  #frame: number | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #show: (() => void) | undefined;

  ask(show: () => void): void {
    this.#show = show;
    this.#frame ??= requestAnimationFrame(this.#run);
    this.#timer ??= setTimeout(this.#run, HIDDEN_MS);
  }

  cancel(): void {
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#timer);
    this.#frame = undefined;
    this.#timer = undefined;
    this.#show = undefined;
  }

  readonly #run = (): void => {
    const show = this.#show;
    this.cancel();
    show?.();
  };
}
