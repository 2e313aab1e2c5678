import type { TouchlineClient } from '@touchline/client';
import { setText } from './dom.js';

type Shown = 'connecting' | 'live' | 'reconnecting' | 'offline';

const WORDS: Readonly<Record<Shown, string>> = {
  connecting: 'Connecting …',
  live: 'Live',
  reconnecting: 'Reconnecting … data may be old',
  offline: 'Offline – showing the last known data',
};
/** A change of node takes less: what is shown is not dimmed for that. */
const STALE_AFTER_MS = 2_500;

/** Says what the connection does, in words, and marks the page as stale when it has been away for a while. */
export class ConnectionPill {
  readonly #client: TouchlineClient;
  readonly #page: HTMLElement;
  readonly #pill: HTMLElement;
  #stale: number | undefined;

  constructor(client: TouchlineClient, page: HTMLElement, pill: HTMLElement) {
    this.#client = client;
    this.#page = page;
    this.#pill = pill;
    client.on('status', () => this.#show());
    for (const event of ['online', 'offline']) window.addEventListener(event, () => this.#show());
    this.#show();
  }

  get #shown(): Shown {
    const { status } = this.#client;
    if (status === 'live') return 'live';
    if (status === 'offline' || !navigator.onLine) return 'offline';
    return status === 'stale' ? 'reconnecting' : 'connecting';
  }

  #show(): void {
    const shown = this.#shown;
    this.#page.dataset.connection = shown;
    setText(this.#pill, WORDS[shown]);
    if (shown === 'live') {
      window.clearTimeout(this.#stale);
      this.#stale = undefined;
      this.#page.dataset.stale = 'false';
    } else {
      this.#stale ??= window.setTimeout(() => (this.#page.dataset.stale = 'true'), STALE_AFTER_MS);
    }
  }
}
