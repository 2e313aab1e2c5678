import type { JsonObject } from '../../src/core/json/json.js';
import { GOALS } from '../../src/demo/final-2022.js';
import {
  finalByPeriod,
  finalFacts,
  happeningAt,
  happeningsFrom,
  playsIn,
  shootoutFacts,
  type Happening,
} from '../support/match/final-facts.js';
import { PlayedFinal } from '../support/match/played-final.js';
import { describeWith } from '../support/requirements.js';
import { waitFor } from '../support/wait-for.js';

jest.setTimeout(240_000);

const NEEDS = ['postgres', 'redis-server', 'nginx', 'chromium'] as const;
const MOST_KEYS_A_GOAL = 3;
const [FIRST, SECOND, THIRD, FOURTH] = finalByPeriod().map(({ happenings }) => happenings) as [
  readonly Happening[],
  readonly Happening[],
  readonly Happening[],
  readonly Happening[],
];

describeWith(NEEDS, 'the final of 2022, played through the console by keyboard on three nodes', () => {
  let final: PlayedFinal;
  /** The node that the console is connected to. */
  let home: string;

  beforeAll(async () => {
    final = await PlayedFinal.start();
  });
  afterAll(async () => {
    await final?.[Symbol.asyncDispose]();
  });

  let unfinished: string | undefined;
  /** One goes on where the other stopped: behind one that failed nothing can be told. */
  const inTurn = (name: string, play: () => Promise<void>): void =>
    it(name, async () => {
      if (unfinished !== undefined) throw new Error(`It was not played on: "${unfinished}" failed.`);
      unfinished = name;
      await play();
      unfinished = undefined;
    });

  inTurn('is on the desk of whoever signs in', async () => {
    home = await final.signIn();
  });

  inTurn('has its first half, with a goal for the wrong team that is undone', async () => {
    await final.next('Kick off');
    await final.becomes({ status: 'live', period: 'first_half' });
    await final.happen(happeningAt(FIRST, '22:30', 'goal'));
    const second = happeningAt(FIRST, '35:30', 'goal');
    await final.clockIs(second.clock);
    await final.published(() => final.goal('away'));
    await final.becomes({ score: { home: 1, away: 1 } });
    await final.published(() => final.desk.keys('u'));
    await final.becomes({ score: { home: 1, away: 0 } });
    await final.happen(second);
    for (const happening of happeningsFrom(FIRST, 40)) await final.happen(happening);
    await final.next('End the first half');
    await final.becomes({ status: 'break', score: { home: 2, away: 0 } });
  });

  inTurn('has its second half, with a card for the wrong man that is replaced', async () => {
    await final.next('Start the second half');
    await final.becomes({ status: 'live', period: 'second_half' });
    await final.clockIs(happeningAt(SECOND, '54:30', 'card').clock);
    await final.published(() => final.desk.keys('y', 'h', '1', '1', 'Enter'));
    await final.published(() => final.desk.keys('w', 'y', 'a', '1', '4', 'Enter'));
    for (const happening of happeningsFrom(SECOND, 63, 79)) await final.happen(happening);
  });

  inTurn('goes on when the node dies that the console is on', async () => {
    const { cluster } = final;
    const pid = cluster.current.nodes.find(({ id }) => id === home)?.pid ?? 0;
    const penalty = happeningAt(SECOND, '79:30', 'goal');
    await final.clockIs(penalty.clock);
    const seq = final.head + 1;
    process.kill(pid, 'SIGKILL');
    await final.goal('away');
    await final.reaches(seq);
    await final.becomes({ score: { home: 2, away: 1 } });
    await final.page.locator('[data-status=live]').waitFor();
    await final.tellGoal(seq, penalty.data);
    await cluster.servesAgain(home, pid);
  });

  inTurn('asks when somebody else published the same goal first, and counts it once', async () => {
    const equaliser = happeningAt(SECOND, '80:30', 'goal');
    await final.clockIs(equaliser.clock);
    expect(await final.race(equaliser, () => final.goal('away'))).toBe(412);
    await final.panel.getByText(/this happened: Goal, France: Kylian Mbappé 81'/).waitFor();
    await final.panel.getByRole('button', { name: 'Drop it' }).press('Enter');
    await final.panel.waitFor({ state: 'detached' });
    await final.becomes({ score: { home: 2, away: 2 } });
  });

  inTurn('asks when somebody else published another card, and loses none', async () => {
    const [theirs, ours] = [happeningAt(SECOND, '86:30', 'card'), happeningAt(SECOND, '94:30', 'card')];
    await final.clockIs(ours.clock);
    const seq = final.head + 2;
    expect(await final.race(theirs, () => final.desk.play(ours))).toBe(412);
    await final.panel.getByRole('button', { name: 'Publish it too' }).press('Enter');
    await final.reaches(seq);
    for (const happening of happeningsFrom(SECOND, 97)) await final.happen(happening);
    await final.next('End the second half');
    await final.becomes({ status: 'break', cards: { away: { yellow: 3 } } });
  });

  inTurn('goes into extra time', async () => {
    await final.desk.otherStep('Start extra time');
    await final.becomes({ status: 'live', period: 'et_first_half' });
    for (const happening of THIRD) await final.happen(happening);
    await final.next('End the first half of extra time');
    await final.next('Start the second half of extra time');
    await final.becomes({ status: 'live', period: 'et_second_half' });
  });

  inTurn('goes on without a network, and sends what was pressed in order on its return', async () => {
    const { desk, panel, context } = final;
    const lead = happeningAt(FOURTH, '107:30', 'goal');
    await final.clockIs(lead.clock);
    const before = final.head;
    await final.sent();
    await context.setOffline(true);
    await final.goal('home');
    await desk.keys('y', 'a', 'Enter');
    await panel.getByText('2 presses wait').waitFor();
    // What was never sent leaves no trace.
    await desk.keys('u');
    await panel.getByText('1 press waits').waitFor();
    await desk.comment('Messi again.');
    const change = happeningAt(FOURTH, '112:30', 'substitution');
    await desk.setClock(change.clock);
    await desk.play(change);
    await panel.getByText('4 presses wait').waitFor();
    expect((await final.feed()).seq).toBe(before);
    const backAt = Date.now();
    await context.setOffline(false);
    await panel.waitFor({ state: 'detached' });
    await final.reaches(before + 4);
    const sent = (await final.log()).slice(before);
    expect(sent.map(({ type }) => type)).toEqual(['goal', 'comment', 'clock', 'substitution']);
    for (const { occurredAt } of sent) expect(Date.parse(occurredAt)).toBeLessThan(backAt);
    await final.tellGoal(before + 1, lead.data);
    for (const happening of happeningsFrom(FOURTH, 113)) await final.happen(happening);
    await final.next('End extra time');
    await final.becomes({ status: 'break', score: { home: 3, away: 3 } });
  });

  inTurn('is decided by a shoot-out, ended and made final', async () => {
    const { desk, page } = final;
    await page.getByRole('button', { name: 'Start the shoot-out' }).press('Enter');
    await final.becomes({ status: 'live', period: 'shootout' });
    for (const kick of shootoutFacts()) await final.published(() => desk.play(kick));
    await final.next('End the shoot-out');
    await final.next('End (unofficial)');
    await page.getByRole('button', { name: 'Make the result final' }).waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'Make Argentina 3–3 France final?' });
    await dialog.getByRole('button', { name: 'Make the result final' }).press('Enter');
    await final.becomes({ status: 'final', winner: 'home', shootout: { home: 4, away: 2 } });
  });

  inTurn('stands in the log as it was played: each event once, in order, as it was put right', async () => {
    const events = await final.log();
    expect(events.map(({ seq }) => seq)).toEqual(events.map((_, index) => index + 1));
    expect(playsIn(events)).toMatchObject(finalFacts());
    const { state } = await final.feed();
    expect(Object.values(state['goals'] as JsonObject)).toMatchObject(
      GOALS.map(({ team, player, minute }) => ({ team, player, minute })),
    );
    expect(state).toMatchObject({
      score: { home: 3, away: 3 },
      cards: { home: { yellow: 5, red: 0 }, away: { yellow: 3, red: 0 } },
    });
  });

  inTurn(
    'left every spectator with every event once, in order, and with the state of every node',
    async () => {
      const events = (await final.log()).map(({ feed: _, ...event }) => event);
      const { seq, checksum } = await final.feed();
      await waitFor(() => final.spectators.every((spectator) => spectator.seq === seq));
      for (const node of final.cluster.current.nodes)
        expect((await final.feed(node.url)).checksum).toBe(checksum);
      for (const { contract, snapshots, repairs, checksum: held, events: seen } of final.spectators) {
        expect([contract, held, repairs]).toEqual([contract, checksum, []]);
        if (contract === 'every') expect([snapshots, seen]).toEqual([1, events]);
      }
      expect(final.faults).toEqual([]);
    },
  );

  inTurn('took at most three keys from a goal that was seen to one that was published', async () => {
    const { keysOfGoals, delays } = final;
    // The one for the wrong team too.
    expect(keysOfGoals).toHaveLength(GOALS.length + 1);
    expect(Math.max(...keysOfGoals)).toBeLessThanOrEqual(MOST_KEYS_A_GOAL);
    const sorted = delays.toSorted((a, b) => a - b);
    const quantile = (part: number) =>
      Math.round(sorted[Math.floor((sorted.length - 1) * part)] ?? Number.NaN);
    process.stdout.write(
      `From the key to a socket subscriber, ${sorted.length} times: median ${quantile(0.5)} ms, ` +
        `90 % within ${quantile(0.9)} ms, at most ${quantile(1)} ms.\n`,
    );
  });
});
