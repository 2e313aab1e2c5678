import type { JsonObject } from '../core/json/json.js';
import type { DemoSymbol } from './symbols.js';
import type { Random } from './random.js';

export interface MarketUpdate {
  readonly type: string;
  readonly data: JsonObject;
}

const DAY_SECONDS = 86_400;
/** The walk is drawn back to where it began, so that it stays in sight after days. Per second. */
const PULL = 0.000_02;
const QUOTE_SHARE = 0.55;

/** Hundredths as an exact decimal string without trailing zeros. */
export function price(hundredths: number): string {
  const cents = String(hundredths % 100)
    .padStart(2, '0')
    .replace(/0+$/, '');
  return `${Math.floor(hundredths / 100)}${cents ? `.${cents}` : ''}`;
}

/** Reads what `price` wrote; undefined for anything else. */
export function hundredths(text: unknown): number | undefined {
  if (typeof text !== 'string' || !/^\d{1,9}(\.\d{1,2})?$/.test(text)) return undefined;
  return Math.round(Number(text) * 100);
}

/** A random walk of one price: each step is a trade or a new best bid and ask around it. Prices stay above 0. */
export class PriceWalk {
  readonly #symbol: DemoSymbol;
  readonly #random: Random;
  #value: number;

  constructor(symbol: DemoSymbol, random: Random, from = symbol.startPrice) {
    this.#symbol = symbol;
    this.#random = random;
    this.#value = from;
  }

  get price(): string {
    return price(this.#rounded);
  }

  /** `seconds` since the step before. */
  step(seconds: number): MarketUpdate {
    const random = this.#random;
    const deviation = this.#symbol.volatility * Math.sqrt(Math.min(seconds, 60) / DAY_SECONDS);
    const pull = PULL * seconds * Math.log(this.#symbol.startPrice / this.#value);
    this.#value = Math.max(1, this.#value * Math.exp(deviation * random.normal() + pull));
    return random.next() < QUOTE_SHARE ? this.#quote() : this.#trade();
  }

  get #rounded(): number {
    return Math.max(1, Math.round(this.#value));
  }

  #quote(): MarketUpdate {
    const random = this.#random;
    const half = 1 + Math.floor(this.#rounded / 20_000);
    const bid = Math.max(1, this.#rounded - random.whole(1, half));
    const ask = this.#rounded + random.whole(1, half);
    const size = (): string => String(random.whole(1, 40) * 100);
    return { type: 'quote', data: { bid: price(bid), bidSize: size(), ask: price(ask), askSize: size() } };
  }

  #trade(): MarketUpdate {
    const size =
      this.#random.next() < 0.1 ? this.#random.whole(10, 90) * 100 : this.#random.whole(1, 9) * 100;
    return { type: 'trade', data: { price: this.price, size: String(size) } };
  }
}
