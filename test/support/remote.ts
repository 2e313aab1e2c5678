import type { Answer, Call } from './rest-app.js';

export interface FullCall extends Call {
  /** The value of a Cookie header; then no key is sent. */
  readonly cookie?: string;
}

/** The product at a URL, in this process or in others, with the calls that tests begin with. */
export class Remote {
  constructor(
    readonly url: string,
    readonly adminApiKey: string,
  ) {}

  /** A call below /api/v1, with the admin key unless it says otherwise. */
  async call(path: string, { method, body, headers, key, cookie }: FullCall = {}): Promise<Answer> {
    const credential = cookie === undefined && key === undefined ? this.adminApiKey : key;
    const response = await fetch(`${this.url}/api/v1${path}`, {
      method: method ?? (body === undefined ? 'GET' : 'POST'),
      headers: {
        ...(credential ? { authorization: `Bearer ${credential}` } : {}),
        ...(cookie === undefined ? {} : { cookie }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...headers,
      },
      ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    const isJson = /^application\/(problem\+)?json/.test(response.headers.get('content-type') ?? '');
    const json = (isJson && text !== '' ? JSON.parse(text) : undefined) as never;
    return { status: response.status, headers: response.headers, text, json };
  }

  /** The cookie of a new session. */
  async login(email: string, password: string): Promise<string> {
    const answer = await this.call('/auth/login', { key: null, body: { email, password } });
    if (answer.status !== 200) throw new Error(`login answered ${answer.status}: ${answer.text}`);
    return cookieOf(answer);
  }

  /** A new key. */
  async key(body: Readonly<Record<string, unknown>>): Promise<{ id: string; key: string; prefix: string }> {
    const answer = await this.call('/api-keys', { body: { name: 'test', ...body } });
    if (answer.status !== 201) throw new Error(`a key answered ${answer.status}: ${answer.text}`);
    return answer.json;
  }

  async feed(id: string, more: Readonly<Record<string, unknown>> = {}): Promise<Answer> {
    return this.call('/feeds', { body: { id, kind: 'custom', title: id, ...more } });
  }

  async publish(id: string, data: Readonly<Record<string, unknown>>, call: FullCall = {}): Promise<Answer> {
    return this.call(`/feeds/${id}/events`, { ...call, body: { type: 'set', data } });
  }
}

export function cookieOf(answer: Answer): string {
  return answer.headers.getSetCookie()[0]?.split(';', 1)[0] ?? '';
}
