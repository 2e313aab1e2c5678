export interface EditingOptions {
  /** How long after it was last heard a tab is forgotten, and with it the lock that it held. */
  readonly silenceMs: number;
  /** How often what is watched is compared with the database, in case that no hint came. */
  readonly lookMs: number;
  /** How often rows of forgotten tabs are removed. */
  readonly tidyMs: number;
  /** Tabs at one feed's desk. */
  readonly maxEditors: number;
  /** Tabs of one person or key, at all desks. */
  readonly maxTabs: number;
}

export const DEFAULT_EDITING_OPTIONS: EditingOptions = {
  silenceMs: 10_000,
  lookMs: 1_000,
  tidyMs: 60_000,
  maxEditors: 50,
  maxTabs: 50,
};
