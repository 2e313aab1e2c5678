import type { AuthorPage, View } from './event-log.js';
import type { LogReader } from './log-reader.js';
import type { Tx } from './log-transaction.js';

/** Reads who appended what, as far as the reader may see. */
export class AuthorReader {
  readonly #client: Tx;
  readonly #reader: LogReader;

  constructor(client: Tx, reader: LogReader) {
    this.#client = client;
    this.#reader = reader;
  }

  async authors(
    feed: string,
    { after, limit, view }: { readonly after: number; readonly limit: number; readonly view: View },
  ): Promise<AuthorPage> {
    const { f, cursor: head, epoch } = await this.#reader.seen(feed, view);
    const events =
      after + 1 < f.first_seq
        ? []
        : await this.#client.$queryRaw<{ seq: number; actor: string }[]>`
            SELECT seq::float8 AS seq, actor FROM event
            WHERE feed = ${feed} AND seq > ${after}::bigint AND seq <= ${head}::bigint
            ORDER BY seq LIMIT ${limit}::int`;
    return { epoch, head, firstSeq: f.first_seq, events };
  }
}
