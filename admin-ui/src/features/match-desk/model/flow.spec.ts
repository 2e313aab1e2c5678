import { flowOf, factsOf } from './flow.js';
import type { Step } from './sport.js';
import { football } from './sports/football.js';

const none = { home: 0, away: 0 };
const kinds = (steps: readonly Step[]) =>
  steps.map((step) => ('period' in step ? `${step.kind} ${step.period}` : step.kind));

describe('the flow of a match', () => {
  it.each<[string, object, string | undefined, readonly string[]]>([
    ['before it', { status: 'scheduled', scoreByPeriod: {} }, 'start first_half', []],
    [
      'in a period',
      { status: 'live', period: 'first_half', scoreByPeriod: { first_half: none } },
      'end first_half',
      [],
    ],
    [
      'at half-time',
      { status: 'break', scoreByPeriod: { first_half: none } },
      'start second_half',
      ['ended', 'start et_first_half', 'start et_second_half', 'start shootout'],
    ],
    [
      'after the second half',
      { status: 'break', scoreByPeriod: { first_half: none, second_half: none } },
      'ended',
      ['start et_first_half', 'start et_second_half', 'start shootout'],
    ],
    [
      'after the shoot-out',
      { status: 'break', scoreByPeriod: { first_half: none, second_half: none }, shootout: none },
      'ended',
      [],
    ],
    [
      'while play is interrupted',
      {
        status: 'interrupted',
        period: 'second_half',
        scoreByPeriod: { first_half: none, second_half: none },
      },
      'resume',
      ['end second_half'],
    ],
    ['when it has ended', { status: 'ended', scoreByPeriod: {} }, 'final', []],
    ['when it is final', { status: 'final', scoreByPeriod: {} }, undefined, ['reopen']],
  ])('%s', (_when, state, next, others) => {
    const flow = flowOf(football, { state: state as never, config: {}, now: 0 });
    expect(flow.next && kinds([flow.next])[0]).toBe(next);
    expect(kinds(flow.others)).toEqual(others);
  });

  it('makes the match live with its kick-off, once', () => {
    const kickOff: Step = { kind: 'start', period: 'first_half' };
    expect(factsOf(football, kickOff, { status: 'scheduled' }).map(({ type }) => type)).toEqual([
      'status',
      'period_start',
    ]);
    expect(factsOf(football, kickOff, { status: 'live' }).map(({ type }) => type)).toEqual(['period_start']);
  });

  it('makes it live again after a break that was pressed and has not come back yet', () => {
    const ending = { status: 'live', scoreByPeriod: { first_half: { home: 0, away: 0 } } };
    expect(factsOf(football, { kind: 'start', period: 'second_half' }, ending)).toEqual([
      { type: 'status', data: { status: 'live' } },
      { type: 'period_start', data: { period: 'second_half' } },
    ]);
  });

  it('goes on with the clock where it stopped, and leaves one alone that ran on', () => {
    const clock = { direction: 'up', running: false, anchorAt: '', valueMs: 61_000 };
    expect(factsOf(football, { kind: 'resume' }, { status: 'suspended', clock })).toEqual([
      { type: 'status', data: { status: 'live' } },
      { type: 'clock', data: { running: true, valueMs: 61_000 } },
    ]);
    expect(
      factsOf(football, { kind: 'resume' }, { status: 'interrupted', clock: { ...clock, running: true } }),
    ).toHaveLength(1);
  });

  it('reopens with a reason, to a result that can still change', () => {
    expect(factsOf(football, { kind: 'reopen' }, { status: 'final' }, 'protest')).toEqual([
      { type: 'status', data: { status: 'ended', reason: 'protest' } },
    ]);
  });
});
