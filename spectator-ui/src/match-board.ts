import { isObject, type JsonObject } from '../../src/core/json/json.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';
import type { FeedMeta } from '../../src/core/protocol/messages.js';
import { h, setText } from './dom.js';
import { clockValueMs, footballMinute, minuteLabel } from './match-clock.js';
import { goalKind, type Names, periodName, tell, type Told } from './match-events.js';
import { object, pair, type Pair, text } from './read.js';

/** Lines of the ticker below the score. */
const MOST_LINES = 8;
const STATUS: Readonly<Record<string, string>> = {
  scheduled: 'Not started',
  delayed: 'Delayed',
  break: 'Break',
  interrupted: 'Interrupted',
  suspended: 'Suspended',
  postponed: 'Postponed',
  cancelled: 'Cancelled',
  abandoned: 'Abandoned',
  awarded: 'Awarded',
  ended: 'Full time',
  final: 'Final',
};
const SIDES = ['home', 'away'] as const;
type Side = (typeof SIDES)[number];

/** The scoreboard of one football match. The clock runs here, from the anchor in the state: no message per second. */
export class MatchBoard {
  readonly #root: HTMLElement;
  readonly #announce: (text: string) => void;
  readonly #competition = h('p', { class: 'competition' });
  readonly #status = h('p', { class: 'match-status' });
  readonly #clock = h('p', { class: 'clock', role: 'timer' });
  readonly #score = h('p', { class: 'score', role: 'img' });
  readonly #kicks = h('p', { class: 'kicks' });
  readonly #sides: Readonly<
    Record<
      Side,
      { name: HTMLElement; code: HTMLElement; goals: HTMLElement; cards: HTMLElement; box: HTMLElement }
    >
  >;
  readonly #lines = h('ol', { class: 'lines', 'aria-label': 'Latest events' });
  #state: JsonObject = {};
  #names: Names = { home: 'Home', away: 'Away' };

  constructor(root: HTMLElement, announce: (text: string) => void) {
    this.#root = root;
    this.#announce = announce;
    this.#sides = { home: this.#side('home'), away: this.#side('away') };
    const middle = h('div', { class: 'middle' }, this.#clock, this.#score, this.#kicks, this.#status);
    const board = h('div', { class: 'board' }, this.#sides.home.box, middle, this.#sides.away.box);
    root.append(h('article', { class: 'card match' }, this.#competition, board, this.#lines));
  }

  /** Another feed takes the place: what was told of the old one goes. */
  begin(): void {
    this.#lines.replaceChildren();
  }

  /** What happened before this page was opened, oldest first. Nothing of it is announced. */
  recall(events: readonly StreamedEvent[]): void {
    const told = events.flatMap((event) => tell(event, this.#names) ?? []);
    const free = MOST_LINES - this.#lines.childElementCount;
    this.#lines.append(...told.slice(-free).reverse().map(line));
  }

  show(meta: FeedMeta, state: JsonObject): void {
    this.#state = state;
    const { config } = meta;
    this.#names = {
      home: text(object(config, 'home'), 'name') ?? 'Home',
      away: text(object(config, 'away'), 'name') ?? 'Away',
    };
    setText(
      this.#competition,
      [text(config, 'competition'), text(config, 'venue')].filter(Boolean).join(' · ') || meta.title,
    );
    for (const side of SIDES) this.#showSide(side, object(config, side));
    const score = pair(state, 'score') ?? { home: 0, away: 0 };
    setText(this.#score, `${score.home}–${score.away}`);
    this.#score.setAttribute(
      'aria-label',
      `${this.#names.home} ${score.home}, ${this.#names.away} ${score.away}`,
    );
    const kicks = pair(state, 'shootout');
    setText(this.#kicks, kicks ? `Penalties ${kicks.home}–${kicks.away}` : '');
    this.#kicks.hidden = !kicks;
    setText(this.#status, this.#statusText());
    this.#root.hidden = false;
  }

  /** Shows the clock as it stands at `now`, by the server's clock. */
  tick(now: number): void {
    const period = text(this.#state, 'period');
    const value = clockValueMs(this.#state, now);
    const live = text(this.#state, 'status') === 'live';
    const shown = live && value !== undefined && period !== 'shootout' ? footballMinute(value, period) : '';
    setText(this.#clock, shown);
    this.#clock.hidden = shown === '';
  }

  tell(events: readonly StreamedEvent[]): void {
    for (const event of events) {
      const told = tell(event, this.#names);
      if (!told) continue;
      this.#lines.prepend(line(told));
      while (this.#lines.childElementCount > MOST_LINES) this.#lines.lastElementChild?.remove();
      if (told.announce) this.#announce(told.when ? `${told.when} ${told.text}` : told.text);
    }
  }

  #showScore({ home, away }: Pair): void {
    const spoken = `${this.#names.home} ${home}, ${this.#names.away} ${away}`;
    if (this.#score.getAttribute('aria-label') === spoken) return;
    this.#score.setAttribute('aria-label', spoken);
    this.#score.replaceChildren(String(home), h('span', { class: 'to' }, '–'), String(away));
  }

  #side(side: Side) {
    const name = h('span', { class: 'team-name' });
    const code = h('span', { class: 'team-code', 'aria-hidden': 'true' });
    const goals = h('ul', { class: 'goals' });
    const cards = h('p', { class: 'cards' });
    const box = h(
      'div',
      { class: `team team-${side}` },
      h('h3', { class: 'team-title' }, code, name),
      cards,
      goals,
    );
    return { name, code, goals, cards, box };
  }

  #showSide(side: Side, config: JsonObject): void {
    const { name, code, goals, cards, box } = this.#sides[side];
    setText(name, this.#names[side]);
    setText(code, text(config, 'code') ?? '');
    const color = text(config, 'color');
    if (color && CSS.supports('color', color)) box.style.setProperty('--team', color);
    const counted = object(object(this.#state, 'cards'), side);
    const shown = (['yellow', 'red'] as const).filter((kind) => Number(counted[kind] ?? 0) > 0);
    cards.replaceChildren(
      ...shown.map((kind) =>
        h(
          'span',
          { class: `booked ${kind}` },
          `${String(counted[kind])}`,
          h('span', { class: 'visually-hidden' }, ` ${kind} cards `),
        ),
      ),
    );
    const items = Object.entries(object(this.#state, 'goals'))
      .sort(([a], [b]) => Number(a) - Number(b))
      .flatMap(([, goal]) => (isObject(goal) && text(goal, 'team') === side ? [goalText(goal)] : []));
    if (items.join('\n') === [...goals.children].map((item) => item.textContent).join('\n')) return;
    goals.replaceChildren(...items.map((item) => h('li', {}, item)));
  }

  #statusText(): string {
    const status = text(this.#state, 'status') ?? '';
    const period = text(this.#state, 'period');
    if (status === 'live') return period ? periodName(period) : 'Live';
    const winner = text(this.#state, 'winner');
    const label = STATUS[status] ?? status;
    if (winner === 'home' || winner === 'away') {
      const how = { shootout: ' on penalties', extra_time: ' after extra time' }[
        text(this.#state, 'decidedBy') ?? ''
      ];
      return `${label} · ${this.#names[winner]} win${how ?? ''}`;
    }
    return label;
  }
}

function goalText(goal: JsonObject): string {
  return `${text(goal, 'player') ?? 'Goal'} ${minuteLabel(goal)}${goalKind(goal)}`;
}

function line(told: Told): HTMLElement {
  return h('li', { class: told.sort }, h('span', { class: 'when' }, told.when), h('span', {}, told.text));
}
