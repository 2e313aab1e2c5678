import type { KindName } from '../../../../src/core/kinds/kind.js';

/** In the order in which people are offered them. */
export const KINDS: readonly KindName[] = ['football', 'basketball', 'tennis', 'custom', 'quote'];
