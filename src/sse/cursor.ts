import { createHash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Position } from '../core/protocol/position.js';

/**
 * The positions in many feeds as one opaque text, small enough for a header: `m:<epochs>:<entries>`. An entry is 12 bytes as 16
 * characters: 6 of the feed's digest, 5 of its seq, 1 that numbers its epoch. Feeds are told by digest and not by place, so a client may
 * add, drop and reorder feeds and still resumes in each that it held.
 */
export type HeldPosition = Position | undefined;

const ENTRY_BYTES = 12;
const ENTRY_CHARS = 16;
const DIGEST_BYTES = 6;
const SEQ_BYTES = 5;
/** A feed with more events than any will have is left out: it would resume by snapshot. */
const MAX_SEQ = 2 ** (SEQ_BYTES * 8) - 1;
const MAX_EPOCHS = 100;
const FORM = /^m:([^:]{1,12000}):((?:[A-Za-z0-9_-]{16}){1,100})$/;

const digests = new LRUCache<string, Buffer>({ max: 10_000 });

function digestOf(feed: string): Buffer {
  let digest = digests.get(feed);
  if (!digest) {
    digest = createHash('sha256').update(feed).digest().subarray(0, DIGEST_BYTES);
    digests.set(feed, digest);
  }
  return digest;
}

/** The `id:` line of a message. Entries have one length each, so that a moved feed is overwritten in its place. */
export class EntryLine {
  readonly #bytes: Buffer;
  /** By feed: where its entry stands in the line, and the entry's own bytes. */
  readonly #entries: ReadonlyMap<string, { readonly offset: number; readonly entry: Buffer }>;

  constructor(
    bytes: Buffer,
    entries: ReadonlyMap<string, { readonly offset: number; readonly entry: Buffer }>,
  ) {
    this.#bytes = bytes;
    this.#entries = entries;
  }

  /** No feed has a position yet: there is nothing to resume from. */
  get empty(): boolean {
    return this.#entries.size === 0;
  }

  /** False when this line has no place for it. */
  replace(feed: string, seq: number): boolean {
    const place = this.#entries.get(feed);
    if (!place || seq > MAX_SEQ) return false;
    place.entry.writeUIntBE(seq, DIGEST_BYTES, SEQ_BYTES);
    this.#bytes.write(place.entry.toString('base64url'), place.offset, 'latin1');
    return true;
  }

  /** The line as it stands now; later moves don't change it. */
  copy(): Buffer {
    return Buffer.from(this.#bytes);
  }
}

export function encodeCursor(held: ReadonlyMap<string, HeldPosition>): EntryLine {
  const known = [...held].filter((pair): pair is [string, Position] => fits(pair[1]));
  const epochs = [...new Set(known.map(([, { epoch }]) => epoch))];
  const prefix = `id: m:${epochs.map(encodeURIComponent).join(',')}:`;
  const entries = new Map<string, { offset: number; entry: Buffer }>();
  let text = prefix;
  for (const [feed, { epoch, seq }] of known) {
    const entry = Buffer.alloc(ENTRY_BYTES);
    digestOf(feed).copy(entry);
    entry.writeUIntBE(seq, DIGEST_BYTES, SEQ_BYTES);
    entry.writeUInt8(epochs.indexOf(epoch), DIGEST_BYTES + SEQ_BYTES);
    entries.set(feed, { offset: text.length, entry });
    text += entry.toString('base64url');
  }
  return new EntryLine(Buffer.from(`${text}\n`, 'latin1'), entries);
}

function fits(position: HeldPosition): position is Position {
  return position !== undefined && position.seq <= MAX_SEQ;
}

/** The positions of those of `feeds` that the cursor knows; undefined when it is none of ours. */
export function decodeCursor(
  text: string,
  feeds: readonly string[],
): ReadonlyMap<string, Position> | undefined {
  const match = FORM.exec(text);
  const epochs = match && epochsOf(match[1] as string);
  if (!match || !epochs) return undefined;
  const byDigest = new Map<string, Position>();
  const entries = match[2] as string;
  for (let at = 0; at < entries.length; at += ENTRY_CHARS) {
    const entry = Buffer.from(entries.slice(at, at + ENTRY_CHARS), 'base64url');
    const epoch = epochs[entry.readUInt8(DIGEST_BYTES + SEQ_BYTES)];
    const digest = entry.toString('hex', 0, DIGEST_BYTES);
    if (epoch === undefined || byDigest.has(digest)) return undefined;
    byDigest.set(digest, { epoch, seq: entry.readUIntBE(DIGEST_BYTES, SEQ_BYTES) });
  }
  return new Map(
    feeds.flatMap((feed) => {
      const position = byDigest.get(digestOf(feed).toString('hex'));
      return position ? [[feed, position] as const] : [];
    }),
  );
}

function epochsOf(text: string): readonly string[] | undefined {
  const parts = text.split(',');
  if (parts.length > MAX_EPOCHS) return undefined;
  try {
    const epochs = parts.map(decodeURIComponent);
    return epochs.every((epoch) => epoch.length > 0 && epoch.length <= 128) ? epochs : undefined;
  } catch {
    // A percent sign that begins no escape: none of ours.
    return undefined;
  }
}
