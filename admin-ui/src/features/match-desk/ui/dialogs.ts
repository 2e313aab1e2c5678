import type { TextKey } from '../../../shared/i18n/en.js';
import type { Action, Asked, Play, Step } from '../model/sport.js';
import type { Entry } from '../../../shared/press/timeline.js';
import type { Moment } from '../../../shared/press/desk.js';

/** The one dialog that is open, with the moment at which it was asked for: that is when it happened. */
export type Dialog =
  | {
      readonly kind: 'play';
      readonly action: Action;
      readonly play: Play;
      readonly moment: Moment;
      readonly replacing: boolean;
    }
  | { readonly kind: 'replace'; readonly moment: Moment }
  | { readonly kind: Exclude<Asked, 'replace'> | 'final' | 'reopen'; readonly moment: Moment }
  | { readonly kind: 'varEnd'; readonly moment: Moment }
  | { readonly kind: 'step'; readonly step: Step; readonly doubt: TextKey; readonly moment: Moment }
  | { readonly kind: 'edit' | 'void' | 'insert'; readonly entry: Entry; readonly moment: Moment }
  | { readonly kind: 'help' };
