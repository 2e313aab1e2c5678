import type { Problem } from '../../../../src/core/protocol/errors.js';
import { ApiError, NetworkError } from './api-error.js';

export interface ApiRequest {
  readonly method?: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  readonly signal?: AbortSignal | undefined;
  /** Default 20,000. */
  readonly timeoutMs?: number;
  /** Goes out even if the page is left meanwhile. */
  readonly keepalive?: boolean;
}

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

/**
 * The server's REST interface as whoever is signed in. People are known by their cookie, programs by the key that this holds, in
 * memory alone.
 */
export class Api {
  key: string | undefined;
  /** Called when a request is answered 401, so that the page can ask to sign in again. */
  onUnauthenticated: (() => void) | undefined;

  #renewal: Promise<unknown> = Promise.resolve();

  /** Does what gives this browser another session. Meanwhile the end of the old one says nothing, see `checkSession`. */
  renewSession<T>(work: () => Promise<T>): Promise<T> {
    const renewed = work();
    this.#renewal = renewed.catch(() => undefined);
    return renewed;
  }

  /** Finds out whether a session that is said to have ended really has: another may have taken its place. */
  async checkSession(): Promise<void> {
    await this.#renewal;
    try {
      await this.call('/auth/me');
    } catch (error) {
      // Who can't be asked now is heard of again when the connection is back.
      if (error instanceof ApiError && error.status === 401) this.onUnauthenticated?.();
    }
  }

  async call<T>(path: string, request: ApiRequest = {}): Promise<T> {
    return (await this.answer<T>(path, request)).body;
  }

  /** Throws `ApiError` for an answer that is none of 2xx, `NetworkError` when none comes. */
  async answer<T>(path: string, request: ApiRequest = {}): Promise<Answer<T>> {
    const response = await this.#fetch(path, request);
    if (response.ok) {
      const body = (response.status === 204 ? undefined : await readJson(response)) as T;
      return { status: response.status, headers: response.headers, body };
    }
    const error = await refusal(response);
    if (error.status === 401 && !path.startsWith('/auth/')) this.onUnauthenticated?.();
    throw error;
  }

  async #fetch(
    path: string,
    { method = 'GET', body, headers, signal, timeoutMs = 20_000, keepalive = false }: ApiRequest,
  ): Promise<Response> {
    const limit = AbortSignal.timeout(timeoutMs);
    try {
      return await fetch(`/api/v1${path}`, {
        method,
        keepalive,
        signal: signal ? AbortSignal.any([signal, limit]) : limit,
        headers: {
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...(this.key === undefined ? {} : { authorization: `Bearer ${this.key}` }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw new NetworkError(String(error));
    }
  }
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch (error) {
    throw new NetworkError(`The answer broke off: ${String(error)}`);
  }
}

async function refusal(response: Response): Promise<ApiError> {
  const retryAfter = Number(response.headers.get('retry-after') ?? Number.NaN);
  const text = await response.text().catch(() => '');
  return new ApiError(
    response.status,
    problemIn(text, response.status),
    Number.isNaN(retryAfter) ? undefined : retryAfter,
  );
}

/** What stands between may answer with a page of its own. */
function problemIn(text: string, status: number): Problem {
  try {
    const value = JSON.parse(text) as Partial<Problem> | null;
    if (value && typeof value.code === 'string' && typeof value.detail === 'string') return value as Problem;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const code = status === 401 ? 'unauthenticated' : status >= 500 ? 'unavailable' : 'bad_request';
  return { type: 'about:blank', title: `HTTP ${status}`, status, detail: `HTTP ${status}`, code };
}
