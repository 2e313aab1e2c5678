import { flowOf, factsOf, type Step } from './flow.js';

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
    ['when it has ended', { status: 'ended', scoreByPeriod: {} }, 'final', []],
    ['when it is final', { status: 'final', scoreByPeriod: {} }, undefined, ['reopen']],
  ])('%s', (_when, state, next, others) => {
    const flow = flowOf(state as never);
    expect(flow.next && kinds([flow.next])[0]).toBe(next);
    expect(kinds(flow.others)).toEqual(others);
  });

  it('makes the match live with its kick-off, once', () => {
    const kickOff: Step = { kind: 'start', period: 'first_half' };
    expect(factsOf(kickOff, 'scheduled').map(({ type }) => type)).toEqual(['status', 'period_start']);
    expect(factsOf(kickOff, 'live').map(({ type }) => type)).toEqual(['period_start']);
  });

  it('reopens with a reason, to a result that can still change', () => {
    expect(factsOf({ kind: 'reopen' }, 'final', 'protest')).toEqual([
      { type: 'status', data: { status: 'ended', reason: 'protest' } },
    ]);
  });
});
