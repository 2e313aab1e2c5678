import type { ReplayNote } from './format.js';

export interface Rejection {
  readonly feed: string;
  readonly key: string;
  readonly type: string;
  readonly detail: string;
}

/** Rejections that are kept word for word; the others are only counted. */
const KEPT_REJECTIONS = 20;
const KEPT_NOTES = 200;

/** What happened so far. */
export class Tally {
  created = 0;
  reused = 0;
  committed = 0;
  replayed = 0;
  held = 0;
  rejected = 0;
  retries = 0;
  readonly rejections: Rejection[] = [];
  readonly notes: ReplayNote[] = [];
  notesDropped = 0;

  get updates(): number {
    return this.committed + this.replayed + this.held + this.rejected;
  }

  reject(rejection: Rejection): void {
    this.rejected++;
    if (this.rejections.length < KEPT_REJECTIONS) this.rejections.push(rejection);
  }

  note(note: ReplayNote): void {
    if (this.notes.length < KEPT_NOTES) this.notes.push(note);
    else this.notesDropped++;
  }
}
