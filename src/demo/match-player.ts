import type { Logger } from 'pino';
import type { FeedRecord } from '../core/feed/feed.js';
import { AppError } from '../core/protocol/errors.js';
import type { NewFeed } from '../event-log/event-log.js';
import type { Clock } from '../platform/clock/clock.js';
import { DEMO_TAG, type DemoLog } from './demo-log.js';
import { COMPETITION, TEAMS, VENUE } from './final-2022.js';
import { matchScript } from './match-script.js';
import { pause } from './pause.js';

const RUN_PREFIX = 'demo.final-2022.';
const MATCH_TAG = 'demo-match';
/** How long the result stays before the next run begins. */
const AFTER_MATCH_MS = 45_000;
const AFTER_REFUSAL_MS = 5_000;
/** A delay of more than this (a database outage) moves the rest of the run instead of being made up for. */
const LATE_MS = 3_000;
/** While the budget is spent: how often to look whether retention gave some back. */
const BUDGET_CHECK_MS = 60_000;

function runId(run: number): string {
  return `${RUN_PREFIX}${String(run).padStart(6, '0')}`;
}

function runOf({ id }: FeedRecord): number {
  return id.startsWith(RUN_PREFIX) ? Number(id.slice(RUN_PREFIX.length)) || 0 : 0;
}

function feedOf(run: number, now: number): NewFeed {
  return {
    id: runId(run),
    kind: 'football',
    title: `${TEAMS.home.name} v ${TEAMS.away.name}`,
    tags: [DEMO_TAG, MATCH_TAG],
    config: { home: { ...TEAMS.home }, away: { ...TEAMS.away }, competition: COMPETITION, venue: VENUE },
    startsAt: new Date(now).toISOString(),
    publicDelaySeconds: 0,
    holdSeconds: 0,
    expectedIntervalSeconds: 30,
  };
}

/** Plays the final again and again, a feed a run. The newest run is the only one that is not archived. */
export class MatchPlayer {
  readonly #script = matchScript();

  constructor(
    private readonly log: DemoLog,
    private readonly clock: Clock,
    private readonly logger: Logger,
    private readonly signal: AbortSignal,
  ) {}

  /** Until aborted. `feeds`: what earlier processes left behind. */
  async play(feeds: readonly FeedRecord[]): Promise<void> {
    const runs = feeds.filter((feed) => runOf(feed) > 0).sort((a, b) => runOf(a) - runOf(b));
    const last = runs.at(-1);
    const open = runs.filter((feed) => feed.archivedAt === undefined).map(({ id }) => id);
    let run = last ? runOf(last) : 1;
    if (last?.archivedAt !== undefined) run++;
    for (;;) {
      await this.#whileBudgetIsSpent();
      await this.log.ensure(feedOf(run, this.clock.now()));
      // Only now: whoever watches is led from the old run to the new one without a moment of neither.
      for (const id of open.splice(0).filter((old) => old !== runId(run))) await this.log.archive(id);
      await this.#playRun(runId(run));
      open.push(runId(run));
      run++;
    }
  }

  /** What an earlier process published is answered as replayed, and passed over without waiting. */
  async #playRun(feed: string): Promise<void> {
    let start = this.clock.now();
    let catchingUp = true;
    for (const [index, step] of this.#script.entries()) {
      const ahead = start + step.atMs - this.clock.now();
      if (!catchingUp && ahead > 0) await pause(this.clock, ahead, this.signal);
      const outcome = await this.#publish(feed, step.type, step.data, `script:${index}`);
      if (outcome === 'refused') return pause(this.clock, AFTER_REFUSAL_MS, this.signal);
      if (outcome === 'committed') catchingUp = false;
      const late = this.clock.now() - (start + step.atMs);
      if (catchingUp || late > LATE_MS || late < 0) start = this.clock.now() - step.atMs;
    }
    await pause(this.clock, AFTER_MATCH_MS, this.signal);
  }

  /** Somebody may archive the feed or lock the match: then this run is over. */
  async #publish(
    feed: string,
    ...update: readonly [string, ScriptData, string]
  ): Promise<'committed' | 'replayed' | 'refused'> {
    try {
      return await this.log.publish(feed, ...update);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      this.logger.info({ feed, code: error.code, detail: error.detail }, 'the demo match ends early');
      return 'refused';
    }
  }

  async #whileBudgetIsSpent(): Promise<void> {
    while (this.log.budget.spent) await pause(this.clock, BUDGET_CHECK_MS, this.signal);
  }
}

type ScriptData = ReturnType<typeof matchScript>[number]['data'];
