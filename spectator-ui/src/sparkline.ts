const SVG = 'http://www.w3.org/2000/svg';
const WIDTH = 120;
const HEIGHT = 32;
const PAD = 2;
/** Milliseconds between two points of the line, and how many are kept. */
const SAMPLE_MS = 2_000;
const MOST_POINTS = 150;

/** The recent course of one price. Only for the eye: the numbers stand beside it. */
export class Sparkline {
  readonly element: SVGSVGElement;
  readonly #line: SVGPolylineElement;
  readonly #points: { readonly at: number; readonly value: number }[] = [];

  constructor() {
    this.element = document.createElementNS(SVG, 'svg');
    this.element.setAttribute('viewBox', `0 0 ${WIDTH} ${HEIGHT}`);
    this.element.setAttribute('preserveAspectRatio', 'none');
    this.element.setAttribute('aria-hidden', 'true');
    this.element.classList.add('spark');
    this.#line = document.createElementNS(SVG, 'polyline');
    this.element.append(this.#line);
  }

  /** Within one sample the newest value wins. */
  add(at: number, value: number): void {
    if (!Number.isFinite(value)) return;
    const last = this.#points.at(-1);
    if (last && last.at === at && last.value === value) return;
    const before = this.#points.at(-2);
    if (last && before && last.at - before.at < SAMPLE_MS) this.#points.pop();
    this.#points.push({ at, value });
    if (this.#points.length > MOST_POINTS) this.#points.shift();
    this.#draw();
  }

  /** What was before the first point that is known; the rest is left out. */
  precede(points: readonly { readonly at: number; readonly value: number }[]): void {
    const first = this.#points[0];
    const older = points.filter(({ at, value }) => Number.isFinite(value) && at < (first?.at ?? Infinity));
    this.#points.unshift(...older.slice(this.#points.length - MOST_POINTS));
    this.#draw();
  }

  #draw(): void {
    const first = this.#points[0];
    const last = this.#points.at(-1);
    if (!first || !last || last.at === first.at) return;
    const values = this.#points.map(({ value }) => value);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const x = (at: number): number => ((at - first.at) / (last.at - first.at)) * WIDTH;
    const y = (value: number): number =>
      high === low ? HEIGHT / 2 : PAD + ((high - value) / (high - low)) * (HEIGHT - 2 * PAD);
    const points = this.#points.map(({ at, value }) => `${x(at).toFixed(1)},${y(value).toFixed(1)}`);
    this.#line.setAttribute('points', points.join(' '));
  }
}
