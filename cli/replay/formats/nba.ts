import { EXIT, Failure } from '../../failure.js';
import type { Format, FormatOptions, ReplayItem } from '../format.js';
import type { Source } from '../source.js';
import { liveFile, readLive } from './nba-live.js';
import { readStats, statsFile } from './nba-stats.js';

/** A play-by-play of the NBA, in the format of its live feed or that of its statistics site. */
export const nba: Format = {
  name: 'nba',
  whole: true,
  async *read(source: Source, options: FormatOptions): AsyncIterable<ReplayItem> {
    const content = await source.json();
    const live = liveFile.safeParse(content);
    if (live.success) {
      yield* readLive(live.data, options.prefix, options.tags);
      return;
    }
    const stats = statsFile.safeParse(content);
    if (stats.success) {
      yield* readStats(stats.data, options);
      return;
    }
    const issue = live.error.issues[0];
    throw new Failure(
      `${source.name} is no NBA play-by-play: ${issue?.path.join('.') ?? ''} ${issue?.message ?? ''}`.trim(),
      EXIT.usage,
    );
  },
};
