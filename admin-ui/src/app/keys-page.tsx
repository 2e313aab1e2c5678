import type { ReactNode } from 'react';
import { EDITING_KEYS } from '../shared/editing/editing-keys.js';
import { KeysPage as Page } from '../features/keys/keys-page.js';
import { MATCH_KEYS } from '../features/match-desk/model/keys.js';
import { PREVIEW_KEYS } from '../features/preview/model/keys.js';
import { QUOTE_KEYS } from '../features/quote-desk/model/keys.js';
import type { DeskKeys } from '../shared/keys/key-map.js';

const DESKS: readonly DeskKeys[] = [...MATCH_KEYS, QUOTE_KEYS, PREVIEW_KEYS, EDITING_KEYS];

/** The keys of all desks. */
export function KeysPage(): ReactNode {
  return <Page desks={DESKS} />;
}
