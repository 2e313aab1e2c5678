import { buildTimeline } from '../press/timeline.js';
import { fieldChanges, stepsOf } from './steps.js';

const at = (second: number): string => `2026-06-11T18:00:0${second}.000Z`;
const event = (seq: number, type: string, data: object, more: object = {}) => ({
  seq,
  type,
  data: data as never,
  at: at(seq),
  occurredAt: at(seq),
  ...more,
});

describe('the history of a fact', () => {
  it('begins with what was published first, and tells each change with what stood there before', () => {
    const [entry] = buildTimeline([
      event(1, 'card', { team: 'away', color: 'yellow' }),
      event(2, 'amend', { team: 'away', color: 'red' }, { target: 1, reason: 'straight red' }),
      event(3, 'amend', { team: 'home', color: 'red' }, { target: 1, reason: 'the other team' }),
      event(4, 'void', {}, { target: 1, reason: 'VAR' }),
    ]);
    if (!entry) throw new Error('There is no entry.');
    const card = (team: string, color: string) => ({ type: 'card', data: { team, color } });
    expect(stepsOf(entry)).toEqual([
      { kind: 'published', seq: 1, at: at(1), fact: card('away', 'yellow'), inserted: false },
      {
        kind: 'amended',
        seq: 2,
        at: at(2),
        before: card('away', 'yellow'),
        after: card('away', 'red'),
        reason: 'straight red',
      },
      {
        kind: 'amended',
        seq: 3,
        at: at(3),
        before: card('away', 'red'),
        after: card('home', 'red'),
        reason: 'the other team',
      },
      { kind: 'voided', seq: 4, at: at(4), reason: 'VAR' },
    ]);
  });

  it('names the fields that changed, added and removed ones too', () => {
    const before = { type: 'goal', data: { team: 'home', minute: 23, assist: 'Messi' } };
    const after = { type: 'goal', data: { team: 'home', minute: 24, player: 'Di María' } };
    expect(fieldChanges(before, after)).toEqual([
      { field: 'minute', before: '23', after: '24' },
      { field: 'assist', before: 'Messi' },
      { field: 'player', after: 'Di María' },
    ]);
    expect(fieldChanges(before, { ...before, type: 'penalty_missed' })).toEqual([
      { field: 'type', before: 'goal', after: 'penalty_missed' },
    ]);
  });
});
