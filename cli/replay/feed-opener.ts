import { canonicalJson } from '../../src/core/json/canonical.js';
import { isObject, type Json } from '../../src/core/json/json.js';
import type { Api, FeedView } from '../api/api.js';
import { ApiProblem } from '../api/api-error.js';
import { EXIT, Failure } from '../failure.js';
import type { ReplayFeed } from './format.js';

export type Opened = 'created' | 'reused';

/**
 * Makes sure that a feed is there and fits. One that exists is used again if it is of the same kind and configuration, so that a
 * replay can be repeated or resumed; what was published before comes back as `replayed`.
 */
export async function openFeed(api: Api, { feed, create }: ReplayFeed): Promise<Opened> {
  if (create) {
    try {
      await api.createFeed(feed);
      return 'created';
    } catch (error) {
      if (!(error instanceof ApiProblem) || error.status !== 409) throw error;
    }
  }
  const found = await find(api, feed.id);
  const remedy = 'Give another --prefix to replay into new feeds.';
  if (found.archivedAt) throw new Failure(`The feed ${feed.id} is archived. ${remedy}`, EXIT.failed);
  if (!create) return 'reused';
  if (found.kind !== feed.kind) {
    throw new Failure(
      `The feed ${feed.id} exists as ${found.kind}, not ${feed.kind}. ${remedy}`,
      EXIT.failed,
    );
  }
  if (!contains(found.config, feed.config)) {
    throw new Failure(`The feed ${feed.id} exists with another config. ${remedy}`, EXIT.failed);
  }
  return 'reused';
}

async function find(api: Api, id: string): Promise<FeedView> {
  try {
    return await api.feed(id);
  } catch (error) {
    if (error instanceof ApiProblem && error.status === 404) {
      throw new Failure(
        `The feed ${id} does not exist, or this key may not see it. Create it first (POST /api/v1/feeds).`,
        EXIT.failed,
      );
    }
    throw error;
  }
}

/** Every member of `part` is in `whole` alike; the server may have added defaults. */
function contains(whole: Json | undefined, part: Json): boolean {
  if (!isObject(part) || !isObject(whole)) {
    return whole !== undefined && canonicalJson(whole) === canonicalJson(part);
  }
  return Object.entries(part).every(([key, value]) => contains(whole[key], value));
}
