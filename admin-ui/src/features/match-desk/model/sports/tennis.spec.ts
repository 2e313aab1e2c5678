import fc from 'fast-check';
import type { JsonObject } from '../../../../../../src/core/json/json.js';
import { Desk } from '../../../../shared/press/desk.js';
import { FakeLog, FakeStorage } from '../../../../shared/press/fake-log.spec-support.js';
import { buildTimeline } from '../../../../shared/press/timeline.js';
import { stateBefore } from '../before.js';
import { factsOf, flowOf } from '../flow.js';
import { replay, type Fold } from '../replay.js';
import type { Does, Situation } from '../sport.js';
import { tennis } from './tennis.js';

const config: JsonObject = { bestOf: 3, finalSet: 'advantage' };
const fold = tennis.fold as Fold;

const at = (state: JsonObject): Situation => ({ state, config, now: 0 });
const doesOf = (id: string): Does | undefined => tennis.actions.find((one) => one.id === id)?.does;
const pressed = (id: string, state: JsonObject) => {
  const does = doesOf(id);
  return does?.kind === 'now' ? does.facts(at(state)) : undefined;
};

describe('the points of a tennis match', () => {
  it('know who serves', () => {
    expect(pressed('ace', { server: 'away' })).toEqual([
      { type: 'point', data: { winner: 'away', how: 'ace' } },
    ]);
    expect(pressed('doubleFault', { server: 'away' })).toEqual([
      { type: 'point', data: { winner: 'home', how: 'double_fault' } },
    ]);
    expect(pressed('ace', {})).toBeUndefined();
    expect(pressed('serve', { server: 'away' })).toEqual([{ type: 'serve', data: { team: 'home' } }]);
  });

  it('are none after the match', () => {
    expect(pressed('pointHome', { status: 'live' })).toHaveLength(1);
    for (const status of ['ended', 'awarded', 'final'])
      expect(pressed('pointHome', { status })).toBeUndefined();
  });
});

describe('the flow of a tennis match', () => {
  it('asks who serves first, once', () => {
    const first = tennis.asksAtStart?.({ status: 'scheduled' });
    const play = first?.does.kind === 'play' ? first.does.play : undefined;
    const facts = play?.facts?.({ team: 'away' }, {} as never) ?? [];
    expect(facts.map(({ type }) => type)).toEqual(['status', 'period_start', 'clock', 'serve']);
    expect(tennis.asksAtStart?.({ server: 'home' })).toBeUndefined();
  });

  it('leaves sets to their points, and goes on after a break with the clock', () => {
    const clock = { direction: 'up', running: false, anchorAt: '', valueMs: 5_000 };
    expect(flowOf(tennis, at({ status: 'live', period: '1' })).next).toBeUndefined();
    expect(flowOf(tennis, at({ status: 'break', period: '2' })).next).toEqual({ kind: 'resume' });
    expect(factsOf(tennis, { kind: 'resume' }, { clock })).toHaveLength(2);
  });

  it('ends early without touching the score, for the side that stays', () => {
    const does = doesOf('leave');
    const leave = (choice: string) =>
      does?.kind === 'play' ? (does.play.facts?.({ team: 'away', choice }, {} as never) ?? []) : [];
    const end = (choice: string) =>
      leave(choice).reduce<JsonObject>(
        (state, fact, index) => fold.reduce(state, { seq: index + 1, ...fact, occurredAt: '' }, config),
        fold.initial(config),
      );
    expect(end('retirement')).toMatchObject({ status: 'ended', winner: 'home', decidedBy: 'retirement' });
    expect(end('walkover')).toMatchObject({ status: 'awarded', winner: 'home', decidedBy: 'walkover' });
    expect(end('disqualification')).toMatchObject({ winner: 'home', sets: { home: 0, away: 0 } });
  });
});

describe('what was known before an event', () => {
  it('is the fold of the patches before it', () => {
    const event = (seq: number, patch: JsonObject) => ({
      seq,
      type: 'x',
      data: {},
      patch,
      at: '',
      occurredAt: '',
    });
    const events = [event(1, { server: 'home' }), event(2, { server: 'away', points: { home: '15' } })];
    expect(stateBefore(events, 2)).toEqual({ server: 'home' });
    expect(stateBefore(events, 3)).toEqual({ server: 'away', points: { home: '15' } });
  });
});

const KEYS = ['pointHome', 'pointAway', 'winnerHome', 'errorAway', 'ace', 'doubleFault', 'serve'] as const;
const FIRST = { type: 'serve', data: { team: 'home' } };
const stroke = fc.oneof(
  { weight: 4, arbitrary: fc.constantFrom(...KEYS) },
  { weight: 2, arbitrary: fc.constant('undo' as const) },
);

describe('a desk of tennis', () => {
  /** Presses as an editor makes them: each in sight of the state that the ones before it made. */
  async function play(strokes: readonly string[]): Promise<{ state: JsonObject; done: readonly string[] }> {
    const log = new FakeLog();
    log.append('serve', { data: FIRST.data });
    let now = 0;
    let ids = 0;
    const desk = new Desk({
      sender: log,
      storage: new FakeStorage(),
      newId: () => `press-${ids++}`,
      now: () => (now += 1_000),
      cancelHold: () => Promise.resolve(true),
      timed: () => undefined,
    });
    const done: string[] = [];
    const state = (): JsonObject => {
      const entries = buildTimeline(log.events);
      return [...replay(fold, entries, config).values()].at(-1)?.after ?? fold.initial(config);
    };
    for (const one of strokes) {
      const moment = { occurredAt: new Date(now).toISOString(), seenSeq: log.head };
      if (one === 'undo') {
        if (desk.undo('pressed by mistake', moment) === 'done') done.pop();
      } else {
        const facts = pressed(one, state());
        if (facts && desk.act(facts, moment) === 'done') done.push(JSON.stringify(facts));
      }
      for (let turn = 0; turn < 20; turn++) await Promise.resolve();
    }
    desk.close();
    return { state: state(), done };
  }

  it('stands after any presses as if what was undone had never been pressed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(stroke, { maxLength: 60 }), async (strokes) => {
        const { state, done } = await play(strokes);
        const kept = done.flatMap((facts) => JSON.parse(facts) as { type: string; data: JsonObject }[]);
        const expected = [FIRST, ...kept].reduce<JsonObject>(
          (before, fact, index) => fold.reduce(before, { seq: index, ...fact, occurredAt: '' }, config),
          fold.initial(config),
        );
        expect(state).toEqual(expected);
      }),
      { numRuns: 60 },
    );
  });
});
