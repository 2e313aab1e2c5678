import type { Faults } from '../../../shared/form/faults.js';
import type { FeedDraft } from '../model/draft.js';

/** Every field of the form, named as the server names it. */
export const FIELDS = [
  'id',
  'title',
  'tags',
  'startsAt',
  'publicDelaySeconds',
  'holdSeconds',
  'expectedIntervalSeconds',
  'config.competition',
  'config.venue',
  'config.rules',
  'config.bestOf',
  'config.finalSet',
  'config.home.name',
  'config.home.code',
  'config.home.color',
  'config.home.players',
  'config.away.name',
  'config.away.code',
  'config.away.color',
  'config.away.players',
  'config.symbol',
  'config.exchange',
  'config.currency',
  'config.priceScale',
  'config.previousClose',
  'config.schema',
] as const;
export type FieldName = (typeof FIELDS)[number];

/** What the parts of the form share. */
export interface FieldsProps {
  readonly draft: FeedDraft;
  readonly faults: Faults<FieldName>;
  readonly set: (change: Partial<FeedDraft>) => void;
  /** A field is left: what was emptied is suggested again. */
  readonly rest: () => void;
  /** The feed is there: what it is stays. */
  readonly existing: boolean;
  /** There are events: what they are read by stays too. */
  readonly fixed: boolean;
}
