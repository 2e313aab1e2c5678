/** A place in a feed's log. A changed `epoch` means that history may differ: take a snapshot, never guess. */
export interface Position {
  readonly epoch: string;
  /** 0 is the empty feed. */
  readonly seq: number;
}
