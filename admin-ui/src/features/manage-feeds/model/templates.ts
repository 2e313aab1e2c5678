import type { KindName } from '../../../../../src/core/kinds/kind.js';
import { emptyDraft, type FeedDraft } from './draft.js';

const COUNTER = JSON.stringify(
  {
    type: 'object',
    properties: { value: { type: 'number' }, label: { type: 'string' } },
    required: ['value'],
    additionalProperties: false,
  },
  null,
  2,
);

/** Where a new feed starts from. Each has a name and a line of its own in the catalogue, `template.{id}` and `templateHelp.{id}`. */
const DEFAULTS = {
  football: { kind: 'football', tags: ['football'], intervalSeconds: '300' },
  'basketball-nba': { kind: 'basketball', tags: ['basketball', 'nba'], rules: 'nba', intervalSeconds: '120' },
  'basketball-fiba': { kind: 'basketball', tags: ['basketball'], rules: 'fiba', intervalSeconds: '120' },
  'tennis-3': { kind: 'tennis', tags: ['tennis'], bestOf: '3', intervalSeconds: '180' },
  'tennis-5': {
    kind: 'tennis',
    tags: ['tennis'],
    bestOf: '5',
    finalSet: 'tiebreak10',
    intervalSeconds: '180',
  },
  share: { kind: 'quote', tags: ['shares'], priceScale: '2', intervalSeconds: '30' },
  fx: { kind: 'quote', tags: ['fx'], priceScale: '5', intervalSeconds: '15' },
  crypto: { kind: 'quote', tags: ['crypto'], priceScale: '2', intervalSeconds: '15' },
  counter: { kind: 'custom', tags: [], schema: COUNTER },
  free: { kind: 'custom', tags: [] },
} as const satisfies Readonly<Record<string, Partial<FeedDraft> & { readonly kind: KindName }>>;

export type TemplateId = keyof typeof DEFAULTS;
export const TEMPLATE_IDS = Object.keys(DEFAULTS) as readonly TemplateId[];

export function isTemplate(id: string | null): id is TemplateId {
  return id !== null && Object.hasOwn(DEFAULTS, id);
}

export function draftFrom(id: TemplateId): FeedDraft {
  return { ...emptyDraft(DEFAULTS[id].kind), ...DEFAULTS[id] };
}
