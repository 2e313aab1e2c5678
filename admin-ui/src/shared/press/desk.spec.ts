import fc from 'fast-check';
import { buildTimeline } from './timeline.js';
import type { Fact, Press } from './press.js';
import type { PressTime } from './press-times.js';
import { BOUNCE_MS, Desk } from './desk.js';
import { FakeLog, FakeStorage } from './fake-log.spec-support.js';
import { MAX_QUEUED } from './press-queue.js';

const goal = (player: string): Fact => ({ type: 'goal', data: { team: 'home', player } });
const time = (second: number): string => new Date(second * 1_000).toISOString();

/** Lets every answer that is ready arrive. */
async function settle(): Promise<void> {
  for (let turn = 0; turn < 5; turn++) await new Promise((resolve) => setTimeout(resolve, 0));
}

function open(
  log: FakeLog,
  storage = new FakeStorage(),
  cancelHold = (id: string) => Promise.resolve(log.holds.delete(id)),
) {
  const times: PressTime[] = [];
  let ids = 0;
  let now = 0;
  const prefix = Math.random();
  const desk = new Desk({
    sender: log,
    storage,
    newId: () => `${prefix}-${ids++}`,
    now: () => (now += 1_000),
    cancelHold,
    timed: (told) => void times.push(told),
  });
  const moment = (second = 0) => ({ occurredAt: time(second), seenSeq: log.head });
  return { desk, moment, storage, times };
}

const told = (log: FakeLog) =>
  log.events.map(({ type, data }) => `${type} ${String(data['player'] ?? '')}`.trim());

describe('Desk', () => {
  it('sends acts in the order of their presses, each with its own time', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment(1));
    desk.act([goal('B')], moment(2));
    await settle();
    expect(told(log)).toEqual(['goal A', 'goal B']);
    expect(log.events.map(({ occurredAt }) => occurredAt)).toEqual([time(1), time(2)]);
    expect(desk.queue.items()).toEqual([]);
  });

  it('tells when what was published had been pressed, and what did not go out straight away', async () => {
    const log = new FakeLog();
    const { desk, moment, times } = open(log);
    desk.act([goal('A')], moment(1));
    await settle();
    log.faults.push('away');
    desk.act([goal('B')], moment(2));
    await settle();
    await settle();
    expect(times).toEqual([
      { seq: 1, pressedAt: expect.any(Number), hindered: false },
      { seq: 2, pressedAt: expect.any(Number), hindered: true },
    ]);
    expect(times[1]?.pressedAt).toBeGreaterThan(times[0]?.pressedAt ?? 0);
  });

  it('takes a bounced key as one press', async () => {
    const log = new FakeLog();
    const storage = new FakeStorage();
    const desk = new Desk({
      sender: log,
      storage,
      newId: () => 'x',
      now: () => 1,
      cancelHold: () => Promise.resolve(true),
    });
    expect(desk.act([goal('A')], { occurredAt: time(1), seenSeq: 0 })).toBe('done');
    expect(desk.act([goal('A')], { occurredAt: time(1), seenSeq: 0 })).toBe('twice');
    await settle();
    expect(log.head).toBe(1);
  });

  it('takes as one what bounced on a key that would do something else by now', async () => {
    const log = new FakeLog();
    let now = 0;
    const desk = new Desk({
      sender: log,
      storage: new FakeStorage(),
      newId: () => `x${now}`,
      now: () => now,
      cancelHold: () => Promise.resolve(true),
    });
    const press = (name: string, stroke: string) =>
      desk.act([goal(name)], { occurredAt: time(1), seenSeq: 0 }, stroke);
    expect(press('A', 'next')).toBe('done');
    now = BOUNCE_MS - 1;
    expect(press('B', 'next')).toBe('twice');
    expect(press('C', 'other')).toBe('done');
    now += BOUNCE_MS;
    expect(press('D', 'other')).toBe('done');
    await settle();
    expect(told(log)).toEqual(['goal A', 'goal C', 'goal D']);
  });

  it('keeps a press through lost answers and an absent server, and publishes it once', async () => {
    const log = new FakeLog();
    log.faults.push('lost', 'away', 'lost');
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment());
    desk.act([goal('B')], moment());
    await settle();
    await settle();
    expect(told(log)).toEqual(['goal A', 'goal B']);
  });

  it('goes on after a reload with what waited, under the same keys', async () => {
    const log = new FakeLog();
    log.faults.push('lost', 'signedOut');
    const first = open(log);
    first.desk.act([goal('A')], first.moment());
    first.desk.act([goal('B')], first.moment());
    await settle();
    first.desk.close();
    const second = open(log, first.storage);
    second.desk.queue.start();
    await settle();
    expect(told(log)).toEqual(['goal A', 'goal B']);
  });

  it('stops at a session that has ended and goes on when somebody signed in', async () => {
    const log = new FakeLog();
    log.faults.push('signedOut');
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment());
    await settle();
    expect(desk.queue.items()[0]?.state).toEqual({ kind: 'session' });
    desk.queue.start();
    await settle();
    expect(told(log)).toEqual(['goal A']);
  });

  it('asks when somebody else pressed the same, and publishes only on a yes', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    const seen = moment();
    log.append('goal', { data: { team: 'home', player: 'other' } });
    desk.act([goal('A')], seen);
    await settle();
    const [item] = desk.queue.items();
    expect(item?.state).toMatchObject({ kind: 'conflict', events: [{ seq: 1 }] });
    desk.queue.insist(item?.press.id ?? '');
    await settle();
    expect(told(log)).toEqual(['goal other', 'goal A']);
  });

  it('does not take its own event for somebody else’s when that has not come back yet', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    const before = moment();
    desk.act([goal('A')], before);
    await settle();
    desk.replace(goal('B'), 'Wrong key', moment());
    await settle();
    desk.act([{ type: 'clock', data: { running: true, valueMs: 0 } }], before);
    desk.act([goal('C')], before);
    await settle();
    expect(told(log)).toEqual(['goal A', 'amend B', 'clock', 'goal C']);
    log.append('goal', { data: { team: 'home', player: 'Other' } });
    desk.act([goal('D')], before);
    await settle();
    expect(desk.queue.items()[0]?.state).toMatchObject({ kind: 'conflict', events: [{ seq: 5 }], head: 5 });
  });

  it('does not ask about what does not matter', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    const seen = moment();
    log.append('comment');
    desk.act([goal('A')], seen);
    await settle();
    expect(told(log)).toEqual(['comment', 'goal A']);
  });

  it('lets nothing overtake a press that was refused', async () => {
    const log = new FakeLog();
    log.faults.push('refused');
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment());
    desk.act([goal('B')], moment());
    await settle();
    expect(told(log)).toEqual([]);
    desk.queue.drop(desk.queue.items()[0]?.press.id ?? '');
    await settle();
    expect(told(log)).toEqual(['goal B']);
  });

  it('refuses more than it can keep, whole acts at a time', () => {
    const log = new FakeLog();
    log.faults.push('signedOut');
    const { desk, moment } = open(log);
    for (let index = 0; index < MAX_QUEUED - 1; index++) desk.act([goal(String(index))], moment());
    expect(desk.act([goal('x'), goal('y')], moment())).toBe('full');
    expect(desk.queue.items()).toHaveLength(MAX_QUEUED - 1);
  });
});

describe('undo', () => {
  it('strikes what was published, also when its answer has not come yet', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment());
    desk.undo('mistake', moment());
    await settle();
    expect(log.events).toMatchObject([{ type: 'goal' }, { type: 'void', target: 1, reason: 'mistake' }]);
    expect(desk.lastAct()).toBeUndefined();
  });

  it('leaves no trace of what was not sent', async () => {
    const log = new FakeLog();
    log.faults.push('signedOut');
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment());
    await settle();
    desk.undo('mistake', moment());
    expect(desk.queue.items()).toEqual([]);
    desk.queue.start();
    await settle();
    expect(log.head).toBe(0);
  });

  it('takes back all of an act, the last first', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    desk.act(
      [
        { type: 'status', data: { status: 'live' } },
        { type: 'period_start', data: {} },
      ],
      moment(),
    );
    await settle();
    desk.undo('mistake', moment());
    await settle();
    expect(log.events.slice(2)).toMatchObject([{ target: 2 }, { target: 1 }]);
  });

  it('returns what was struck to its place, and an amended event to what it said', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment());
    await settle();
    desk.perform([{ op: 'void', target: { seq: 1 }, before: goal('A'), reason: 'VAR' }], moment());
    await settle();
    desk.undo('mistake', moment());
    await settle();
    expect(log.events.at(-1)).toMatchObject({ type: 'goal', insertAfter: 1, data: { player: 'A' } });
    const target = { seq: log.head };
    desk.perform([{ op: 'amend', target, fact: goal('B'), before: goal('A'), reason: 'him' }], moment());
    await settle();
    desk.undo('mistake', moment());
    await settle();
    expect(log.events.at(-1)).toMatchObject({ type: 'amend', target: target.seq, data: { player: 'A' } });
  });

  it('cancels what is held back, and strikes it when it was released meanwhile', async () => {
    const log = new FakeLog();
    log.holding = true;
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment());
    await settle();
    expect(log.holds.size).toBe(1);
    desk.undo('mistake', moment());
    await settle();
    expect(log.holds.size).toBe(0);
    expect(log.head).toBe(0);

    desk.act([goal('B')], moment());
    await settle();
    log.holding = false;
    log.holds.clear();
    desk.undo('mistake', moment());
    await settle();
    expect(log.events).toMatchObject([{ type: 'goal' }, { type: 'void', target: 1 }]);
  });

  it('works after a reload', async () => {
    const log = new FakeLog();
    const first = open(log);
    first.desk.act([goal('A')], first.moment());
    await settle();
    first.desk.close();
    const { desk, moment } = open(log, first.storage);
    desk.undo('mistake', moment());
    await settle();
    expect(log.events.at(-1)).toMatchObject({ type: 'void', target: 1 });
  });
});

describe('replace', () => {
  it('swaps a wrong press for the right one, at its place and time', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment(1));
    await settle();
    desk.replace({ type: 'card', data: { team: 'home', color: 'red' } }, 'wrong key', moment(9));
    await settle();
    expect(buildTimeline(log.events)).toMatchObject([
      { seq: 1, fact: { type: 'card' }, occurredAt: time(1) },
    ]);
  });

  it('changes a press that still waits without a trace, and keeps its time', async () => {
    const log = new FakeLog();
    log.faults.push('signedOut');
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment(1));
    await settle();
    desk.replace(goal('B'), 'wrong key', moment(9));
    await settle();
    expect(log.events).toMatchObject([{ type: 'goal', data: { player: 'B' }, occurredAt: time(1) }]);
    expect(log.head).toBe(1);
  });
});

describe('on a market', () => {
  const print: Fact = { type: 'trade', data: { price: '1.5', size: '1' } };

  it('corrects a print while others come faster than an answer travels', async () => {
    const log = new FakeLog();
    log.append('trade', { data: print.data });
    const { desk, moment } = open(log);
    const guards: boolean[] = [];
    log.onSend = (guarded) => {
      guards.push(guarded);
      log.append('trade');
    };
    desk.perform([{ op: 'void', target: { seq: 1 }, before: print, reason: 'busted' }], moment());
    for (let turn = 0; turn < 5; turn++) await settle();
    expect(log.events.filter(({ type }) => type === 'void')).toMatchObject([{ target: 1 }]);
    expect(guards).toEqual([true, true, true, true, false]);
  });

  it('publishes a print whatever came since the editor looked', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    const before = moment();
    log.append('trading_status');
    desk.act([print], before);
    await settle();
    expect(log.events.at(-1)).toMatchObject({ type: 'trade', data: print.data });
  });

  it('returns a struck print to the time of its trade when that is taken back', async () => {
    const log = new FakeLog();
    log.append('trade', { data: print.data, occurredAt: time(3) });
    const { desk, moment } = open(log);
    const target = { seq: 1 };
    desk.perform([{ op: 'void', target, before: print, reason: 'busted', happenedAt: time(3) }], moment(60));
    await settle();
    desk.undo('pressed by mistake', moment(70));
    await settle();
    expect(log.events.at(-1)).toMatchObject({ type: 'trade', insertAfter: 1, occurredAt: time(3) });
  });
});

describe('whatever the network does', () => {
  it('publishes each press once and in order, also across reloads', async () => {
    const fault = fc.constantFrom('away' as const, 'lost' as const);
    await fc.assert(
      fc.asyncProperty(
        fc.array(fault, { maxLength: 8 }),
        fc.integer({ min: 1, max: 5 }),
        fc.boolean(),
        async (faults, count, reloads) => {
          const log = new FakeLog();
          log.faults.push(...faults);
          let { desk, moment, storage } = open(log);
          const names = Array.from({ length: count }, (_, index) => `P${index}`);
          for (const name of names) desk.act([goal(name)], moment());
          if (reloads) {
            desk.close();
            ({ desk, moment, storage } = open(log, storage));
            desk.queue.start();
          }
          for (let turn = 0; turn < 20 && desk.queue.items().length > 0; turn++) await settle();
          expect(told(log)).toEqual(names.map((name) => `goal ${name}`));
        },
      ),
      { numRuns: 40 },
    );
  });
});

it('a press never changes its key or time while it waits', async () => {
  const log = new FakeLog();
  const sent: Press[] = [];
  const send = log.send.bind(log);
  log.send = (press, guarded) => {
    sent.push(press);
    return send(press, guarded);
  };
  log.faults.push('away', 'lost');
  const { desk, moment } = open(log);
  desk.act([goal('A')], moment(3));
  await settle();
  expect(new Set(sent.map(({ id, occurredAt }) => `${id} ${occurredAt}`)).size).toBe(1);
  expect(sent.length).toBeGreaterThan(1);
});

describe('redo', () => {
  it('returns what was struck to its place and its moment, and can be undone again', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment(1));
    await settle();
    desk.undo('mistake', moment(5));
    await settle();
    expect(desk.redo('mistake', moment(9))).toBe('done');
    await settle();
    const [, , again] = log.events;
    expect(again).toMatchObject({ type: 'goal', insertAfter: 1, occurredAt: time(1), data: { player: 'A' } });
    desk.undo('mistake', moment(12));
    await settle();
    expect(log.events.at(-1)).toMatchObject({ type: 'void', target: 3 });
  });

  it('does all of an act again in its order, also while its answers are on their way', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    desk.act(
      [
        { type: 'period_end', data: {} },
        { type: 'status', data: {} },
      ],
      moment(1),
    );
    desk.undo('mistake', moment(2));
    desk.redo('mistake', moment(3));
    await settle();
    const standing = buildTimeline(log.events).filter(({ voided }) => !voided);
    expect(standing.map(({ fact }) => fact.type)).toEqual(['period_end', 'status']);
  });

  it('sends what had left no trace, and nothing after something new', async () => {
    const log = new FakeLog();
    log.faults.push('signedOut');
    const { desk, moment } = open(log);
    desk.act([goal('A')], moment(1));
    await settle();
    desk.undo('mistake', moment(2));
    desk.redo('mistake', moment(3));
    await settle();
    expect(log.events).toMatchObject([{ type: 'goal', occurredAt: time(1) }]);
    desk.undo('mistake', moment(4));
    desk.act([goal('B')], moment(5));
    expect(desk.redo('mistake', moment(6))).toBe('nothing');
    await settle();
    expect(told(log)).toEqual(['goal A', 'void', 'goal B']);
  });

  it('does not do again what is still held back because it could not be cancelled; undo offers it once more', async () => {
    const log = new FakeLog();
    log.holding = true;
    let away = true;
    const { desk, moment } = open(log, new FakeStorage(), (id) =>
      away ? Promise.reject(new Error('away')) : Promise.resolve(log.holds.delete(id)),
    );
    const failed = jest.fn();
    desk.listen({ failed });
    desk.act([goal('A')], moment());
    await settle();
    desk.undo('mistake', moment());
    await settle();
    expect(failed).toHaveBeenCalledTimes(1);
    expect(desk.redo('mistake', moment())).toBe('nothing');
    away = false;
    expect(desk.undo('mistake', moment())).toBe('done');
    await settle();
    expect(log.holds.size).toBe(0);
    expect(desk.redo('mistake', moment())).toBe('done');
    await settle();
    expect(log.holds.size).toBe(1);
  });

  it('is silent about corrections, which the undo has told already', async () => {
    const log = new FakeLog();
    const { desk, moment } = open(log);
    const said: string[] = [];
    desk.listen({
      published: ({ operation }) => void said.push(operation.op),
      undone: () => void said.push('undone'),
    });
    desk.act([goal('A')], moment());
    await settle();
    desk.undo('mistake', moment());
    await settle();
    expect(said).toEqual(['publish', 'undone']);
  });
});

it('counts what was published as still to come until it has been seen', async () => {
  const log = new FakeLog();
  const { desk, moment } = open(log);
  const told = (seen: number) => desk.toCome(seen).map(({ id }) => id);
  desk.act([goal('A')], moment());
  const waiting = told(0);
  expect(waiting).toHaveLength(1);
  await settle();
  expect(desk.queue.items()).toEqual([]);
  expect(told(0)).toEqual(waiting);
  expect(told(1)).toEqual([]);
});
