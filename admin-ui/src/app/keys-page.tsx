import type { ReactNode } from 'react';
import { KeysPage as Page } from '../features/keys/keys-page.js';
import { MATCH_KEYS } from '../features/match-desk/model/keys.js';

/** The keys of all desks. */
export function KeysPage(): ReactNode {
  return <Page desks={MATCH_KEYS} />;
}
