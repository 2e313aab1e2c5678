import type { JsonObject } from '../../../../src/core/json/json.js';
import { en } from '../i18n/en.js';
import { isPhrase, type Phrase, type Translate } from '../i18n/translate.js';
import { clockText, minuteLabel } from './clock.js';
import { count, text } from './read.js';
import type { Teams } from './teams.js';

export interface Described {
  /** `Goal, Argentina: Messi` */
  readonly what: string;
  /** `23'`, or empty. */
  readonly minute: string;
}

interface Fact {
  readonly type: string;
  readonly data: JsonObject;
}

/** Words for a key that a feed brought along; what no catalogue knows stands for itself. */
export function wordFor(t: Translate, prefix: string, value: string): string {
  const key = `${prefix}.${value}`;
  return isPhrase(en, key) ? t(key) : value;
}

export function periodName(t: Translate, period: string): string {
  if (/^\d+$/.test(period)) {
    const number = Number(period);
    return number > 4 ? t('period.overtime', { number: number - 4 }) : t('period.numbered', { number });
  }
  return wordFor(t, 'period', period);
}

function subject(t: Translate, data: JsonObject): string {
  return wordFor(t, 'var.subject', text(data, 'subject') ?? '');
}

type Teller = (t: Translate, data: JsonObject) => string;

const card: Teller = (t, data) => wordFor(t, 'event.card', text(data, 'color') ?? 'yellow');
const kick: Teller = (t, data) => wordFor(t, 'event.shootout_kick', text(data, 'outcome') ?? 'scored');

const TELLERS: Readonly<Record<string, Teller>> = {
  goal: (t, data) => {
    const key = `event.goal.${text(data, 'kind') ?? ''}`;
    return t(isPhrase(en, key) ? key : 'event.goal');
  },
  penalty_missed: (t) => t('event.penalty_missed'),
  card,
  substitution: (t) => t('event.substitution'),
  shootout_kick: kick,
  var: (t, data) =>
    text(data, 'phase') === 'end'
      ? t('event.var.end', {
          subject: subject(t, data),
          outcome: wordFor(t, 'var.outcome', text(data, 'outcome') ?? '–'),
        })
      : t('event.var.start', { subject: subject(t, data) }),
  stoppage_announced: (t, data) => t('event.stoppage_announced', { count: count(data, 'minutes') ?? 0 }),
  period_start: (t, data) => t('event.period_start', { period: periodName(t, text(data, 'period') ?? '') }),
  period_end: (t, data) => t('event.period_end', { period: periodName(t, text(data, 'period') ?? '') }),
  status: (t, data) => t('event.status', { status: wordFor(t, 'status', text(data, 'status') ?? '') }),
  clock: (t, data) =>
    t(data['running'] === true ? 'event.clock.start' : 'event.clock.stop', {
      clock: clockText({ valueMs: count(data, 'valueMs') ?? 0, direction: 'up' }),
    }),
  score_set: (t, data) =>
    t('event.score_set', { home: count(data, 'home') ?? 0, away: count(data, 'away') ?? 0 }),
  comment: (t, data) => text(data, 'text') ?? t('event.comment'),
};

/** A fact of a match in words, with team, player and minute as far as it names them. */
export function describeEvent({ type, data }: Fact, teams: Teams, t: Translate): Described {
  const teller = Object.hasOwn(TELLERS, type) ? TELLERS[type] : undefined;
  const phrase: Phrase = 'event.other';
  let what = teller ? teller(t, data) : t(phrase, { type });
  const side = text(data, 'team');
  if (side === 'home' || side === 'away') what += `, ${teams[side].name}`;
  const player = text(data, 'player');
  if (player !== undefined) what += `: ${player}`;
  const on = text(data, 'in');
  const off = text(data, 'out');
  if (on !== undefined && off !== undefined) what += `: ${t('event.substitutionOf', { in: on, out: off })}`;
  return { what, minute: minuteLabel(data) };
}

/** In one line: `Goal, Argentina: Messi 23'`. */
export function eventLine(fact: Fact, teams: Teams, t: Translate): string {
  const { what, minute } = describeEvent(fact, teams, t);
  return minute === '' ? what : `${what} ${minute}`;
}
