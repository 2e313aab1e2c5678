import { createHash } from 'node:crypto';
import { z } from 'zod';
import { FEED_ID } from '../../../src/core/feed/feed.js';
import { isObject, type JsonObject } from '../../../src/core/json/json.js';
import { EXIT, Failure } from '../../failure.js';
import type { Format, FormatOptions, ReplayItem } from '../format.js';
import type { Source } from '../source.js';

const update = z.strictObject({
  feed: z.string().regex(FEED_ID, 'is no feed id'),
  type: z.string().min(1),
  data: z.custom<JsonObject>(isObject, 'must be an object'),
  occurredAt: z.iso.datetime({ offset: true }).optional(),
  idempotencyKey: z.string().min(1).max(255).optional(),
});

/** One update a line, `{feed, type, data, occurredAt?, idempotencyKey?}`, for feeds that are there. */
export const ndjson: Format = {
  name: 'ndjson',
  whole: false,
  async *read(source: Source, options: FormatOptions): AsyncIterable<ReplayItem> {
    const known = new Set<string>();
    let number = 0;
    let paceMs = 0;
    for await (const line of source.lines()) {
      number++;
      if (line.trim() === '') continue;
      const parsed = parse(line, number);
      const feed = `${options.prefix}${parsed.feed}`;
      if (!known.has(feed)) {
        known.add(feed);
        yield {
          item: 'feed',
          create: false,
          feed: { id: feed, kind: '', title: feed, tags: [], config: {} },
        };
      }
      if (parsed.occurredAt !== undefined) paceMs = Math.max(paceMs, Date.parse(parsed.occurredAt));
      const { type, data, occurredAt } = parsed;
      const key = parsed.idempotencyKey ?? keyOf(line, number);
      yield {
        item: 'update',
        feed,
        key,
        type,
        data,
        ...(occurredAt === undefined ? {} : { occurredAt }),
        paceMs,
      };
    }
  },
};

function parse(line: string, number: number): z.infer<typeof update> {
  let content: unknown;
  try {
    content = JSON.parse(line);
  } catch (error) {
    throw new Failure(
      `Line ${number} is not JSON: ${error instanceof Error ? error.message : String(error)}`,
      EXIT.usage,
    );
  }
  const parsed = update.safeParse(content);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new Failure(
    `Line ${number}: ${issue?.path.join('.') || 'the line'}: ${issue?.message ?? 'does not fit'}`,
    EXIT.usage,
  );
}

/** The same line at the same place of a file is the same update, whenever it is replayed. */
function keyOf(line: string, number: number): string {
  return `line:${number}:${createHash('sha256').update(line).digest('hex').slice(0, 24)}`;
}
