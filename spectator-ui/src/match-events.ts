import type { JsonObject } from '../../src/core/json/json.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';
import { minuteLabel } from './match-clock.js';
import { text } from './read.js';

export interface Told {
  /** A word that classes and icons go by. */
  readonly sort:
    'goal' | 'yellow' | 'red' | 'substitution' | 'scored' | 'missed' | 'whistle' | 'correction' | 'comment';
  readonly when: string;
  readonly text: string;
  /** Worth telling somebody who does not see the page. */
  readonly announce: boolean;
}

export interface Names {
  readonly home: string;
  readonly away: string;
}

const PERIODS: Readonly<Record<string, string>> = {
  first_half: 'First half',
  second_half: 'Second half',
  et_first_half: 'Extra time, first half',
  et_second_half: 'Extra time, second half',
  shootout: 'Penalty shoot-out',
};

export function periodName(period: string): string {
  return PERIODS[period] ?? (/^\d+$/.test(period) ? `Period ${period}` : period);
}

const KINDS: Readonly<Record<string, string>> = {
  penalty: ' (penalty)',
  own_goal: ' (own goal)',
  free_kick: ' (free kick)',
};

export function goalKind(data: JsonObject): string {
  return KINDS[text(data, 'kind') ?? ''] ?? '';
}

interface Telling {
  readonly data: JsonObject;
  readonly team: string;
  /** The player, or the team if nobody is named. */
  readonly who: string;
}

type Words = readonly [sort: Told['sort'], text: string, announce?: boolean];

function card({ data, who }: Telling): Words {
  const color = text(data, 'color');
  const name = { yellow: 'Yellow', second_yellow: 'Second yellow' }[color ?? ''] ?? 'Red';
  return [color === 'yellow' ? 'yellow' : 'red', `${name} card, ${who}`, color !== 'yellow'];
}

function kick({ data, who }: Telling): Words {
  const outcome = text(data, 'outcome');
  if (outcome === 'scored') return ['scored', `${who} scores`, true];
  return ['missed', outcome === 'saved' ? `${who} is denied by the goalkeeper` : `${who} misses`, true];
}

/** By type. What is not listed is only seen, like the clock. */
const TELLERS: Readonly<Record<string, (telling: Telling) => Words>> = {
  goal: ({ data, team }) => {
    const player = text(data, 'player');
    return ['goal', `Goal for ${team}${player ? `: ${player}` : ''}${goalKind(data)}`, true];
  },
  penalty_missed: ({ who }) => ['missed', `Penalty missed by ${who}`, true],
  card,
  substitution: ({ data }) => [
    'substitution',
    `${text(data, 'in') ?? '?'} on for ${text(data, 'out') ?? '?'}`,
  ],
  shootout_kick: kick,
  period_start: ({ data }) => ['whistle', `${periodName(text(data, 'period') ?? '')} begins`, true],
  period_end: ({ data }) => ['whistle', `${periodName(text(data, 'period') ?? '')} ends`],
  stoppage_announced: ({ data }) => ['whistle', `${String(data.minutes)} minutes of stoppage time`],
  var: ({ data }) => [
    'whistle',
    `Video check: ${text(data, 'subject') ?? ''} ${text(data, 'outcome') ?? ''}`.trimEnd(),
  ],
  comment: ({ data }) => ['comment', text(data, 'text') ?? ''],
};

/** An event in words; undefined for what is only seen. */
export function tell({ type, data, reason }: StreamedEvent, names: Names): Told | undefined {
  if (type === 'void' || type === 'amend') {
    return {
      sort: 'correction',
      when: '',
      text: `Corrected: ${reason ?? 'an earlier event'}`,
      announce: true,
    };
  }
  const team = text(data, 'team') === 'away' ? names.away : names.home;
  const teller = Object.hasOwn(TELLERS, type) ? TELLERS[type] : undefined;
  const words = teller?.({ data, team, who: text(data, 'player') ?? team });
  if (!words) return undefined;
  const [sort, said, announce = false] = words;
  return { sort, when: minuteLabel(data), text: said, announce };
}
