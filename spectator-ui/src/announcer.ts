import { setText } from './dom.js';

/** Reads out what happened, politely. A burst (a reconnect, a catch-up) becomes one sentence instead of many. */
const GATHER_MS = 800;
const MOST_WORDS = 3;

export class Announcer {
  readonly #element: HTMLElement;
  #waiting: string[] = [];
  #timer: number | undefined;

  constructor(element: HTMLElement) {
    this.#element = element;
  }

  say(text: string): void {
    this.#waiting.push(text);
    this.#timer ??= window.setTimeout(() => this.#speak(), GATHER_MS);
  }

  #speak(): void {
    setText(this.#element, this.#waiting.slice(-MOST_WORDS).join('. '));
    this.#waiting = [];
    this.#timer = undefined;
  }
}
