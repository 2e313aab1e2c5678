/** A lease of this node on a webhook. What is written under it counts only while the token is the newest. */
export interface Lease {
  readonly id: string;
  /** This process. */
  readonly owner: string;
  readonly token: string;
}

/** A webhook as its deliverer knows it. */
export interface HeldWebhook {
  readonly id: string;
  readonly token: string;
  /** Who made it, as `actorOf` names them. */
  readonly owner: string;
  readonly url: string;
  readonly feeds: readonly string[];
  /** Empty: every type. */
  readonly types: readonly string[];
  /** All that sign now. */
  readonly secrets: readonly string[];
  readonly revision: number;
  readonly paused: boolean;
}

/** Why a webhook is paused. */
export type PauseReason = 'manual' | 'gone' | 'retries_exhausted' | 'owner_revoked' | 'too_many_feeds';
