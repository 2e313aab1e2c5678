import { createContext, use } from 'react';
import type { Status, TouchlineClient } from '@touchline/client';

export interface LiveValue {
  readonly client: TouchlineClient;
  readonly status: Status;
  /** Since when there is no live connection, milliseconds since 1970. */
  readonly lostAt: number | undefined;
  /** Why the server refused the connection, if it did. */
  readonly refusal: string | undefined;
}

export const LiveContext = createContext<LiveValue | undefined>(undefined);

export function useLive(): LiveValue {
  const value = use(LiveContext);
  if (!value) throw new Error('useLive needs a LiveProvider above it.');
  return value;
}
