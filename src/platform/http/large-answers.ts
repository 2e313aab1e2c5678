import type { FastifyReply } from 'fastify';
import { Counter, Gauge, type Registry } from 'prom-client';
import { AppError } from '../../core/protocol/errors.js';
import { networkOf } from '../rate-limit/network.js';
import { ReadQueue } from '../turns/read-queue.js';
import { sendJson } from './send-json.js';

export interface AnswerLimits {
  /** Answers that are read from the log at a time; the others wait, those of each address in turn. */
  readonly making: number;
  readonly maxWaiting: number;
  /** Characters of large answers that clients have not read yet, of the whole node and of one address. */
  readonly unread: number;
  readonly unreadOfAddress: number;
}

const MEGABYTE = 1024 * 1024;
const DEFAULT_ANSWER_LIMITS: AnswerLimits = {
  making: 8,
  maxWaiting: 1_000,
  unread: 128 * MEGABYTE,
  unreadOfAddress: 64 * MEGABYTE,
};

/** Below it an answer is not counted: connections are bounded, and most of these fit into the kernel's buffer. */
const LARGE = 64 * 1024;
const RETRY_SECONDS = 5;

/**
 * Answers that may be megabytes long: lists and histories. Bounds what is made of them at a time, and what waits in memory for clients
 * that read slowly or never.
 */
export class LargeAnswers {
  readonly #limits: AnswerLimits;
  readonly #making: ReadQueue;
  /** By network. */
  readonly #unread = new Map<string, number>();
  #total = 0;
  readonly #bytes: Gauge;
  readonly #refused: Counter<'reason'>;

  constructor(registry: Registry, limits: AnswerLimits = DEFAULT_ANSWER_LIMITS) {
    const registers = [registry];
    this.#limits = limits;
    this.#bytes = new Gauge({
      name: 'touchline_http_unread_answers',
      help: 'Characters of large answers that clients have not read yet.',
      registers,
    });
    this.#refused = new Counter({
      name: 'touchline_http_answers_refused_total',
      help: 'Large answers that were not made (waiting) or not sent (unread).',
      labelNames: ['reason'],
      registers,
    });
    const waiting = new Gauge({
      name: 'touchline_http_answers_waiting',
      help: 'Lists and histories that wait to be read from the log.',
      registers,
    });
    this.#making = new ReadQueue(limits.making, (length) => waiting.set(length));
  }

  /** Sends the JSON that `make` gives. Throws `unavailable` when the node has too much of it already. */
  async send(reply: FastifyReply, make: () => Promise<string>): Promise<void> {
    const network = networkOf(reply.request.ip);
    if (this.#making.waiting >= this.#limits.maxWaiting) throw this.#refuse('waiting');
    const json = await this.#making.run(make, network);
    // The client left while the answer was made: nothing would give its share back.
    if (json.length >= LARGE && !reply.raw.destroyed) this.#hold(reply, network, json.length);
    await sendJson(reply, json);
  }

  #hold(reply: FastifyReply, network: string, size: number): void {
    const own = this.#unread.get(network) ?? 0;
    const { unread, unreadOfAddress } = this.#limits;
    // One alone is always sent, whatever its size.
    if ((own > 0 && own + size > unreadOfAddress) || (this.#total > 0 && this.#total + size > unread))
      throw this.#refuse('unread');
    this.#count(network, size);
    reply.raw.once('close', () => this.#count(network, -size));
  }

  #count(network: string, size: number): void {
    this.#total += size;
    this.#bytes.set(this.#total);
    const own = (this.#unread.get(network) ?? 0) + size;
    if (own > 0) this.#unread.set(network, own);
    else this.#unread.delete(network);
  }

  #refuse(reason: 'waiting' | 'unread'): AppError {
    this.#refused.inc({ reason });
    return new AppError(
      'unavailable',
      'Too many large answers are being made or wait to be read. Read those that you asked for, ask for shorter pages, or try again shortly.',
      { retryAfterSeconds: RETRY_SECONDS },
    );
  }
}
