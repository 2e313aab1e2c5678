import { rungOf } from '../core/conflation/rate-ladder.js';
import type { Issue } from '../core/protocol/errors.js';
import { RATE_LADDER, type SubscribeRequest } from '../core/protocol/messages.js';

const LOWEST_RATE_HZ = RATE_LADDER.at(-1) as number;

/** What only delivery can judge of a call whose shape was already checked: nothing twice, rates on the ladder. */
export function subscribeIssues({ feeds, tags }: SubscribeRequest): readonly Issue[] {
  const issues: Issue[] = [];
  const repeated = (path: string, name: string, seen: Set<string>): void => {
    if (seen.has(name)) issues.push({ path, message: `${name} is named twice in this call; name it once` });
    seen.add(name);
  };
  const tooSlow = (path: string, maxRateHz: number | undefined): void => {
    if (rungOf(maxRateHz) !== undefined) return;
    issues.push({ path: `${path}.maxRateHz`, message: `must be at least ${LOWEST_RATE_HZ}` });
  };
  const ids = new Set<string>();
  feeds.forEach((feed, index) => {
    repeated(`feeds.${index}.id`, feed.id, ids);
    if (feed.contract === 'latest') tooSlow(`feeds.${index}`, feed.maxRateHz);
  });
  const names = new Set<string>();
  tags.forEach((tag, index) => {
    repeated(`tags.${index}.tag`, tag.tag, names);
    tooSlow(`tags.${index}`, tag.maxRateHz);
  });
  return issues;
}
