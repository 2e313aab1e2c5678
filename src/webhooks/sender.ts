import {
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
  type RequestOptions,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import type { Clock } from '../platform/clock/clock.js';
import { retryAfterMsOf } from './back-off.js';
import { pinnedLookup, type Resolver } from './pinned-lookup.js';
import { faultOfTarget, type TargetRules } from './target.js';

export interface Outcome {
  /** The receiver answered 2xx. */
  readonly delivered: boolean;
  /** Absent: there was no answer. */
  readonly status?: number;
  /** The beginning of the answer's text. */
  readonly body?: string;
  /** Why it was not delivered, for people; names no address. */
  readonly error?: string;
  readonly retryAfterMs?: number;
  readonly durationMs: number;
}

export interface SenderOptions {
  readonly rules: TargetRules;
  readonly clock: Clock;
  /** From resolving the name to the end of the answer. Default 10,000. */
  readonly timeoutMs?: number;
  /** Connections to one receiver. Default 100. */
  readonly maxSockets?: number;
  readonly resolver?: Resolver;
}

/** Of an answer, read and kept. */
const READ_BYTES = 16 * 1024;
const KEPT_BYTES = 1024;
const HEADER_BYTES = 16 * 1024;
/** As many as send at a time: whoever waited for a connection would run out of time without a fault of the receiver's. */
const MAX_SOCKETS = 100;
const TOTAL_SOCKETS = 256;
const FREE_SOCKETS = 2;
const IDLE_MS = 15_000;
const SEND_TIMEOUT_MS = 10_000;

/**
 * Sends a body to a URL that a stranger chose. Each URL is judged again, each connection goes to an address that was judged, a
 * redirect is an answer like another, and neither a slow nor an endless answer costs more than its bound. Never rejects.
 */
export class Sender {
  readonly timeoutMs: number;
  readonly #rules: TargetRules;
  readonly #clock: Clock;
  readonly #http: HttpAgent;
  readonly #https: HttpsAgent;
  readonly #lookup: RequestOptions['lookup'];

  constructor({ rules, clock, timeoutMs, maxSockets, resolver }: SenderOptions) {
    this.timeoutMs = timeoutMs ?? SEND_TIMEOUT_MS;
    this.#rules = rules;
    this.#clock = clock;
    this.#lookup = pinnedLookup(rules.addresses, resolver);
    const pool = {
      keepAlive: true,
      maxSockets: maxSockets ?? MAX_SOCKETS,
      maxTotalSockets: TOTAL_SOCKETS,
      maxFreeSockets: FREE_SOCKETS,
      timeout: IDLE_MS,
    };
    this.#http = new HttpAgent(pool);
    this.#https = new HttpsAgent(pool);
  }

  /** @param headers their values come from us alone, never from whoever registered the URL */
  async send(target: string, body: string, headers: Readonly<Record<string, string>>): Promise<Outcome> {
    const started = performance.now();
    const took = (): number => Math.round(performance.now() - started);
    const fault = faultOfTarget(target, this.#rules);
    if (fault !== undefined) return { delivered: false, error: `The URL ${fault}.`, durationMs: 0 };
    try {
      const answer = await this.#exchange(new URL(target), body, headers);
      return { ...answer, durationMs: took() };
    } catch (error) {
      return { delivered: false, error: reasonOf(error, this.timeoutMs), durationMs: took() };
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }

  async #exchange(
    url: URL,
    body: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<Omit<Outcome, 'durationMs'>> {
    const deadline = AbortSignal.timeout(this.timeoutMs);
    const bytes = Buffer.from(body);
    const response = await this.#answerAfresh(url, bytes, headers, deadline);
    const status = response.statusCode ?? 0;
    const delivered = status >= 200 && status < 300;
    const text = await beginningOf(response);
    const retryAfterMs = retryAfterMsOf(response.headers['retry-after'], this.#clock.now());
    return {
      delivered,
      status,
      ...(text === '' ? {} : { body: text }),
      ...(delivered ? {} : { error: refusalOf(status) }),
      ...(delivered || retryAfterMs === undefined ? {} : { retryAfterMs }),
    };
  }

  /** A connection that was kept may have been closed just as it was used again: then the receiver has not refused anything. */
  async #answerAfresh(
    url: URL,
    bytes: Buffer,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    try {
      return await this.#answer(url, bytes, headers, signal);
    } catch (error) {
      if (!(error instanceof KeptConnectionLost)) throw error;
      return this.#answer(url, bytes, headers, signal);
    }
  }

  #answer(
    url: URL,
    bytes: Buffer,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<IncomingMessage> {
    const secure = url.protocol === 'https:';
    const options: RequestOptions = {
      method: 'POST',
      agent: secure ? this.#https : this.#http,
      lookup: this.#lookup,
      maxHeaderSize: HEADER_BYTES,
      signal,
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'content-length': bytes.length,
        'user-agent': 'touchline-webhooks',
        accept: '*/*',
        ...headers,
      },
    };
    return new Promise((resolve, reject) => {
      const request = (secure ? httpsRequest : httpRequest)(url, options);
      const fail = (error: NodeJS.ErrnoException): void => {
        const lost = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(lost ? new KeptConnectionLost(error) : error);
      };
      request.once('response', resolve).on('error', fail).end(bytes);
    });
  }
}

class KeptConnectionLost extends Error {
  override readonly name = 'KeptConnectionLost';
  readonly code: string | undefined;

  constructor(cause: NodeJS.ErrnoException) {
    super(cause.message, { cause });
    this.code = cause.code;
  }
}

/** The status has decided already: an answer that breaks off, lasts too long or is too large is only cut. */
async function beginningOf(response: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let length = 0;
  try {
    for await (const chunk of response as AsyncIterable<Buffer>) {
      chunks.push(chunk);
      length += chunk.length;
      if (length >= READ_BYTES) break;
    }
  } catch {
    response.destroy();
  }
  const text = Buffer.concat(chunks).subarray(0, KEPT_BYTES).toString('utf8');
  // PostgreSQL stores no U+0000.
  return text.replaceAll('\0', '');
}

function refusalOf(status: number): string {
  if (status >= 300 && status < 400) return `The receiver answered ${status}: redirects are not followed.`;
  return `The receiver answered ${status}.`;
}

const REASONS: Readonly<Record<string, string>> = {
  ADDRESS_REFUSED: 'The host does not lead to public addresses only.',
  ENOTFOUND: 'The host name does not exist.',
  EAI_AGAIN: 'The host name could not be resolved now.',
  ECONNREFUSED: 'The connection was refused.',
  ECONNRESET: 'The receiver closed the connection without an answer.',
  EPIPE: 'The receiver closed the connection without an answer.',
  EHOSTUNREACH: 'The host cannot be reached.',
  ENETUNREACH: 'The host cannot be reached.',
  ETIMEDOUT: 'The connection timed out.',
  HPE_HEADER_OVERFLOW: 'The headers of the answer were too large.',
  CERT_HAS_EXPIRED: 'The certificate of the receiver has expired.',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'The certificate of the receiver is self-signed.',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'The certificate of the receiver cannot be verified.',
  ERR_TLS_CERT_ALTNAME_INVALID: 'The certificate of the receiver is for another host.',
};

function reasonOf(error: unknown, timeoutMs: number): string {
  const { code, name, cause } = error as { code?: string; name?: string; cause?: { name?: string } };
  if (name === 'TimeoutError' || name === 'AbortError' || cause?.name === 'TimeoutError') {
    return `There was no answer within ${timeoutMs} ms.`;
  }
  if (code === undefined) return 'The request failed.';
  return (
    REASONS[code] ?? (code.startsWith('HPE_') ? 'The answer was not HTTP.' : `The request failed: ${code}.`)
  );
}
