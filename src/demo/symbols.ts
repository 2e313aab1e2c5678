/** An invented company; its prices are a random walk. */
export interface DemoSymbol {
  readonly symbol: string;
  readonly title: string;
  readonly currency: string;
  /** In hundredths. */
  readonly startPrice: number;
  /** Deviation of the price over a day, as a share of it. */
  readonly volatility: number;
  /** How often it is chosen, compared with the others. */
  readonly weight: number;
}

export const SYMBOLS: readonly DemoSymbol[] = [
  { symbol: 'ALBA', title: 'Alba Wind', currency: 'EUR', startPrice: 4_812, volatility: 0.1, weight: 2 },
  { symbol: 'BRIO', title: 'Brio Bicycles', currency: 'EUR', startPrice: 2_365, volatility: 0.15, weight: 1 },
  {
    symbol: 'CALD',
    title: 'Caldera Energy',
    currency: 'USD',
    startPrice: 13_140,
    volatility: 0.12,
    weight: 2,
  },
  {
    symbol: 'DUNE',
    title: 'Dune Logistics',
    currency: 'USD',
    startPrice: 7_625,
    volatility: 0.13,
    weight: 2,
  },
  { symbol: 'ERBO', title: 'Erbo Foods', currency: 'EUR', startPrice: 3_090, volatility: 0.07, weight: 1 },
  {
    symbol: 'FJRD',
    title: 'Fjord Shipping',
    currency: 'NOK',
    startPrice: 21_450,
    volatility: 0.12,
    weight: 2,
  },
  {
    symbol: 'GLYF',
    title: 'Glyph Software',
    currency: 'USD',
    startPrice: 34_275,
    volatility: 0.2,
    weight: 4,
  },
  {
    symbol: 'HELX',
    title: 'Helix Therapeutics',
    currency: 'USD',
    startPrice: 5_880,
    volatility: 0.27,
    weight: 3,
  },
  { symbol: 'IRIS', title: 'Iris Optics', currency: 'CHF', startPrice: 9_915, volatility: 0.1, weight: 1 },
  { symbol: 'KOBO', title: 'Kobold Mining', currency: 'AUD', startPrice: 1_247, volatility: 0.23, weight: 2 },
  {
    symbol: 'LUMA',
    title: 'Luma Semiconductors',
    currency: 'USD',
    startPrice: 48_760,
    volatility: 0.22,
    weight: 4,
  },
  {
    symbol: 'MIRA',
    title: 'Mira Robotics',
    currency: 'JPY',
    startPrice: 61_200,
    volatility: 0.18,
    weight: 3,
  },
];
