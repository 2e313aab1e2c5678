import type { PlayAction } from '../model/actions.js';
import type { Entry } from '../../../shared/press/timeline.js';
import type { Moment } from '../../../shared/press/desk.js';

/** The one dialog that is open, with the moment at which it was asked for: that is when it happened. */
export type Dialog =
  | {
      readonly kind: 'play';
      readonly action: PlayAction;
      readonly moment: Moment;
      readonly replacing: boolean;
    }
  | { readonly kind: 'replace'; readonly moment: Moment }
  | {
      readonly kind: 'stoppage' | 'var' | 'comment' | 'status' | 'clock' | 'final' | 'reopen';
      readonly moment: Moment;
    }
  | { readonly kind: 'edit' | 'void' | 'insert'; readonly entry: Entry; readonly moment: Moment }
  | { readonly kind: 'help' };
