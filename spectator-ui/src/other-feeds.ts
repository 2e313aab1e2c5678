import type { JsonObject } from '../../src/core/json/json.js';
import type { FeedMeta } from '../../src/core/protocol/messages.js';
import { h, setText } from './dom.js';
import { pair, text } from './read.js';

const JSON_LENGTH = 4_000;

interface Row {
  readonly element: HTMLElement;
  readonly title: HTMLElement;
  readonly summary: HTMLElement;
  readonly details: HTMLDetailsElement;
  readonly state: HTMLElement;
}

/** Whatever else the server has: a line each, its state as JSON on demand. */
export class OtherFeeds {
  readonly #section: HTMLElement;
  readonly #list: HTMLElement;
  readonly #rows = new Map<string, Row>();

  constructor(section: HTMLElement, list: HTMLElement) {
    this.#section = section;
    this.#list = list;
  }

  show(id: string, meta: FeedMeta, state: JsonObject): void {
    const row = this.#rows.get(id) ?? this.#add(id);
    setText(row.title, meta.title);
    setText(row.summary, summaryOf(meta, state));
    // Only what is open is kept up to date; opening it comes by here again with the next change at the latest.
    row.details.dataset.json = JSON.stringify(state, null, 2).slice(0, JSON_LENGTH);
    if (row.details.open) setText(row.state, row.details.dataset.json);
  }

  remove(id: string): void {
    this.#rows.get(id)?.element.remove();
    this.#rows.delete(id);
    this.#section.hidden = this.#rows.size === 0;
  }

  #add(id: string): Row {
    const title = h('span', { class: 'feed-title' });
    const summary = h('span', { class: 'feed-summary' });
    const state = h('pre', { tabindex: '0', 'aria-label': `State of ${id}` });
    const details = h('details', {}, h('summary', {}, title, summary), h('p', { class: 'hint' }, id), state);
    details.addEventListener('toggle', () =>
      setText(state, details.open ? (details.dataset.json ?? '') : ''),
    );
    const element = h('li', { class: 'card other' }, details);
    const row = { element, title, summary, details, state };
    this.#rows.set(id, row);
    this.#list.append(element);
    this.#section.hidden = false;
    return row;
  }
}

function summaryOf({ kind }: FeedMeta, state: JsonObject): string {
  const status = text(state, 'status') ?? text(state, 'tradingStatus');
  const score = pair(state, 'score');
  const parts = [score ? `${score.home}–${score.away}` : text(state, 'last'), status ?? kind];
  return parts.filter(Boolean).join(' · ');
}
