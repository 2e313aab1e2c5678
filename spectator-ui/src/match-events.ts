import type { JsonObject } from '../../src/core/json/json.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';
import { minuteLabel } from './match-clock.js';
import { text } from './read.js';

export interface Told {
  /** A word that classes and icons go by. */
  readonly sort:
    'goal' | 'yellow' | 'red' | 'change' | 'scored' | 'missed' | 'whistle' | 'correction' | 'comment';
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

/** An event in words; undefined for what is only seen, like the clock. */
export function tell({ type, data, reason }: StreamedEvent, names: Names): Told | undefined {
  const team = text(data, 'team') === 'away' ? names.away : names.home;
  const player = text(data, 'player');
  const when = minuteLabel(data);
  const told = (sort: Told['sort'], words: string, announce = false): Told => ({
    sort,
    when,
    text: words,
    announce,
  });
  switch (type) {
    case 'goal':
      return told('goal', `Goal for ${team}${player ? `: ${player}` : ''}${goalKind(data)}`, true);
    case 'basket':
      return undefined;
    case 'penalty_missed':
      return told('missed', `Penalty missed by ${player ?? team}`, true);
    case 'card': {
      const color = text(data, 'color');
      const sort = color === 'yellow' ? 'yellow' : 'red';
      return told(
        sort,
        `${color === 'yellow' ? 'Yellow' : color === 'red' ? 'Red' : 'Second yellow'} card, ${player ?? team}`,
        sort === 'red',
      );
    }
    case 'substitution':
      return told('change', `${text(data, 'in') ?? ''} on for ${text(data, 'out') ?? ''}`);
    case 'shootout_kick': {
      const outcome = text(data, 'outcome') ?? '';
      return told(
        outcome === 'scored' ? 'scored' : 'missed',
        `${player ?? team} ${outcome === 'scored' ? 'scores' : outcome}`,
        true,
      );
    }
    case 'period_start':
      return told('whistle', `${periodName(text(data, 'period') ?? '')} begins`, true);
    case 'period_end':
      return told('whistle', `${periodName(text(data, 'period') ?? '')} ends`);
    case 'stoppage_announced':
      return told('whistle', `${String(data.minutes)} minutes of stoppage time`);
    case 'var':
      return told('whistle', `Video check: ${text(data, 'subject') ?? ''} ${text(data, 'outcome') ?? ''}`);
    case 'comment':
      return told('comment', text(data, 'text') ?? '');
    case 'void':
    case 'amend':
      return told('correction', `Corrected: ${reason ?? 'an earlier event'}`, true);
    default:
      return undefined;
  }
}
