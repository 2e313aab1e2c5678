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

export function periodName(t: Translate, period: string, kind?: string): string {
  if (!/^\d+$/.test(period)) return wordFor(t, 'period', period);
  const number = Number(period);
  if (kind === 'tennis') return t('period.set', { number });
  if (number > 4) return t('period.overtime', { number: number - 4 });
  return t(kind === 'basketball' ? 'period.quarter' : 'period.numbered', { number });
}

function subject(t: Translate, data: JsonObject): string {
  return wordFor(t, 'var.subject', text(data, 'subject') ?? '');
}

type Teller = (t: Translate, data: JsonObject, kind: string) => string;

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
  period_start: (t, data, kind) =>
    t('event.period_start', { period: periodName(t, text(data, 'period') ?? '', kind) }),
  period_end: (t, data, kind) =>
    t('event.period_end', { period: periodName(t, text(data, 'period') ?? '', kind) }),
  status: (t, data) => t('event.status', { status: wordFor(t, 'status', text(data, 'status') ?? '') }),
  clock: (t, data, kind) =>
    t(data['running'] === true ? 'event.clock.start' : 'event.clock.stop', {
      clock: clockText({
        valueMs: count(data, 'valueMs') ?? 0,
        direction: kind === 'basketball' ? 'down' : 'up',
      }),
    }),
  score_set: (t, data) =>
    t('event.score_set', { home: count(data, 'home') ?? 0, away: count(data, 'away') ?? 0 }),
  basket: (t, data) => wordFor(t, 'event.basket', String(count(data, 'points') ?? 2)),
  foul: (t, data) => {
    const kind = text(data, 'kind');
    const key = `event.foul.${kind}`;
    if (isPhrase(en, key)) return t(key);
    return kind === undefined ? t('event.foul') : t('event.foulOf', { kind });
  },
  timeout: (t) => t('event.timeout'),
  possession: (t) => t('event.possession'),
  point: (t, data) => {
    const how = text(data, 'how');
    const key = `event.point.${how}`;
    if (isPhrase(en, key)) return t(key);
    return how === undefined ? t('event.point') : t('event.pointOf', { how });
  },
  serve: (t) => t('event.serve'),
  retire: (t) => t('event.retire'),
  comment: (t, data) => text(data, 'text') ?? t('event.comment'),
};

/** A fact of a match in words, with team, player and minute as far as it names them. */
export function describeEvent({ type, data }: Fact, teams: Teams, t: Translate, kind = ''): Described {
  const teller = Object.hasOwn(TELLERS, type) ? TELLERS[type] : undefined;
  const phrase: Phrase = 'event.other';
  let what = teller ? teller(t, data, kind) : t(phrase, { type });
  const side = text(data, 'team') ?? text(data, 'winner');
  if (side === 'home' || side === 'away') what += `, ${teams[side].name}`;
  const player = text(data, 'player');
  if (player !== undefined) what += `: ${player}`;
  const on = text(data, 'in');
  const off = text(data, 'out');
  if (on !== undefined && off !== undefined) what += `: ${t('event.substitutionOf', { in: on, out: off })}`;
  return { what, minute: minuteLabel(data) };
}

/** In one line: `Goal, Argentina: Messi 23'`. */
export function eventLine(fact: Fact, teams: Teams, t: Translate, kind?: string): string {
  const { what, minute } = describeEvent(fact, teams, t, kind);
  return minute === '' ? what : `${what} ${minute}`;
}
