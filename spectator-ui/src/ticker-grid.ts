import type { JsonObject } from '../../src/core/json/json.js';
import type { FeedMeta } from '../../src/core/protocol/messages.js';
import { h, setText } from './dom.js';
import { amount, directionOf, percent, signed } from './numbers.js';
import { count, text } from './read.js';
import { Sparkline } from './sparkline.js';

const HALTED: Readonly<Record<string, string>> = {
  halted: 'Halted',
  paused: 'Paused',
  quote_only: 'Quotes only',
  closed: 'Closed',
};
const ARROWS = { up: '▲', down: '▼', flat: '■' } as const;
const FLASH_MS = 600;

/** One symbol: price, change against the close before, recent course. */
class Ticker {
  readonly element: HTMLElement;
  readonly #symbol = h('span', { class: 'symbol' });
  readonly #name = h('span', { class: 'name' });
  readonly #badge = h('span', { class: 'badge' });
  readonly #last = h('span', { class: 'last' });
  readonly #currency = h('span', { class: 'currency' });
  readonly #change = h('span', { class: 'change' });
  readonly #spark = new Sparkline();
  #shown: string | undefined;

  constructor() {
    this.element = h(
      'li',
      { class: 'card ticker' },
      h('h3', {}, this.#symbol, this.#badge),
      this.#name,
      h('p', { class: 'price' }, this.#last, this.#currency),
      this.#change,
    );
    this.element.append(this.#spark.element);
  }

  course(points: readonly { readonly at: number; readonly value: number }[]): void {
    this.#spark.precede(points);
  }

  show({ config, title }: FeedMeta, state: JsonObject): void {
    const places = count(config, 'priceScale') ?? 2;
    const last = text(state, 'last');
    setText(this.#symbol, text(config, 'symbol') ?? title);
    setText(this.#name, title);
    setText(this.#currency, text(config, 'currency') ?? '');
    setText(this.#last, last === undefined ? '–' : amount(last, places));
    this.#showChange(state, places);
    const status = text(state, 'tradingStatus') ?? 'trading';
    this.element.dataset.status = status;
    setText(this.#badge, HALTED[status] ?? '');
    if (last === undefined) return;
    this.#spark.add(Date.parse(text(state, 'lastAt') ?? '') || Date.now(), Number(last));
    if (this.#shown !== undefined && this.#shown !== last)
      this.#flash(Number(last) > Number(this.#shown) ? 'up' : 'down');
    this.#shown = last;
  }

  #showChange(state: JsonObject, places: number): void {
    const change = text(state, 'change');
    const share = text(state, 'changePercent');
    const direction = directionOf(change);
    this.element.dataset.direction = direction;
    const words = change === undefined ? '' : `${ARROWS[direction]} ${signed(change, places)}`;
    setText(this.#change, share === undefined ? words : `${words} (${percent(share)})`);
  }

  #flash(direction: 'up' | 'down'): void {
    this.#last.dataset.flash = direction;
    setTimeout(() => delete this.#last.dataset.flash, FLASH_MS);
  }
}

export class TickerGrid {
  readonly #section: HTMLElement;
  readonly #list: HTMLElement;
  readonly #tickers = new Map<string, Ticker>();

  constructor(section: HTMLElement, list: HTMLElement) {
    this.#section = section;
    this.#list = list;
  }

  show(id: string, meta: FeedMeta, state: JsonObject): void {
    this.#of(id).show(meta, state);
  }

  course(id: string, points: readonly { readonly at: number; readonly value: number }[]): void {
    this.#tickers.get(id)?.course(points);
  }

  remove(id: string): void {
    this.#tickers.get(id)?.element.remove();
    this.#tickers.delete(id);
    this.#section.hidden = this.#tickers.size === 0;
  }

  /** In the order of ids, wherever a new one comes. */
  #of(id: string): Ticker {
    const known = this.#tickers.get(id);
    if (known) return known;
    const ticker = new Ticker();
    this.#tickers.set(id, ticker);
    const next = [...this.#tickers.keys()].sort().find((other) => other > id);
    this.#list.insertBefore(
      ticker.element,
      next === undefined ? null : (this.#tickers.get(next)?.element ?? null),
    );
    this.#section.hidden = false;
    return ticker;
  }
}
