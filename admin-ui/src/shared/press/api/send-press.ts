import type { LoggedEvent } from '../../../../../src/core/protocol/event.js';
import type { Api, ApiRequest, Answer } from '../../api/api.js';
import { ApiError } from '../../api/api-error.js';
import type { Press } from '../press.js';
import type { Sent } from '../press-queue.js';

interface Held {
  readonly status: 'held';
  readonly holdId: string;
}

interface Call {
  readonly path: string;
  readonly body: unknown;
}

/** Undefined: it corrects a press that has no seq, and may never get one. */
function callOf({ operation, occurredAt }: Press): Call | undefined {
  if (operation.op === 'publish') {
    const { fact, insertAfter } = operation;
    return { path: '', body: { ...fact, occurredAt, ...(insertAfter === undefined ? {} : { insertAfter }) } };
  }
  const { target, reason } = operation;
  if (!('seq' in target)) return undefined;
  if (operation.op === 'void') return { path: `/${target.seq}/void`, body: { reason } };
  const { fact, before } = operation;
  const type = fact.type === before.type ? {} : { type: fact.type };
  return { path: `/${target.seq}/amend`, body: { ...type, data: fact.data, reason } };
}

function outcomeOf({ status, body }: Answer<LoggedEvent | Held>): Sent {
  if (status === 202) return { kind: 'held', holdId: (body as Held).holdId };
  return { kind: 'published', seq: (body as LoggedEvent).seq };
}

function failureOf(error: unknown): Sent {
  if (!(error instanceof ApiError)) return { kind: 'unknown' };
  const { status, problem, retryAfterSeconds } = error;
  if (status === 401) return { kind: 'signedOut' };
  if (status === 412 && typeof problem['head'] === 'number') return { kind: 'moved', head: problem['head'] };
  if (status === 429 || status >= 500) {
    return {
      kind: 'unknown',
      ...(retryAfterSeconds === undefined ? {} : { retryAfterMs: retryAfterSeconds * 1_000 }),
    };
  }
  return { kind: 'refused', detail: error.message };
}

/** Sends a press under its own key; if `guarded`, for the head that the editor saw. Never rejects. */
export async function sendPress(api: Api, feed: string, press: Press, guarded: boolean): Promise<Sent> {
  const call = callOf(press);
  if (!call) return { kind: 'refused', detail: 'What it corrects has not been published.' };
  const request: ApiRequest = {
    method: 'POST',
    body: call.body,
    headers: { 'idempotency-key': press.id, ...(guarded ? { 'if-match': `"${press.seenSeq}"` } : {}) },
  };
  try {
    return outcomeOf(await api.answer(`/feeds/${encodeURIComponent(feed)}/events${call.path}`, request));
  } catch (error) {
    return failureOf(error);
  }
}
