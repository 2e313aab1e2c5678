import { createContext, use } from 'react';
import type { Api } from '../api/api.js';
import type { Session } from './session.js';

export interface SessionValue {
  readonly api: Api;
  readonly session: Session;
  /** The session has ended while somebody works: the dialog asks to sign in again, and what needs the server waits. */
  readonly expired: boolean;
  readonly signOut: () => void;
}

export const SessionContext = createContext<SessionValue | undefined>(undefined);

export function useSession(): SessionValue {
  const value = use(SessionContext);
  if (!value) throw new Error('useSession needs somebody signed in.');
  return value;
}
