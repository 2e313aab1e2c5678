import { canonicalJson } from '../../../../../src/core/json/canonical.js';
import type { Feed } from '../../../shared/api/feed.js';
import type { NewFeed } from './new-feed.js';

type Settings = Omit<NewFeed, 'id'>;

const NAMES = [
  'kind',
  'title',
  'tags',
  'config',
  'startsAt',
  'publicDelaySeconds',
  'holdSeconds',
  'expectedIntervalSeconds',
] as const satisfies readonly (keyof Settings)[];

function equal(a: unknown, b: unknown): boolean {
  if (a === undefined || b === undefined) return a === b;
  return canonicalJson(a as never) === canonicalJson(b as never);
}

/** Which settings of a feed are not as `wanted` says. An archived feed is none that one could want. */
export function differences(found: Feed, wanted: NewFeed): readonly string[] {
  const names: string[] = NAMES.filter((name) => !equal(found[name], wanted[name]));
  return found.archivedAt === undefined ? names : [...names, 'archivedAt'];
}

/** The PATCH that makes `before` what the form says now. Empty: nothing was changed. */
export function changeOf(before: Feed, after: NewFeed): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    NAMES.filter((name) => name !== 'kind' && !equal(before[name], after[name])).map((name) => [
      name,
      after[name] ?? null,
    ]),
  );
}
