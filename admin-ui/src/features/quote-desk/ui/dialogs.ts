import type { Moment } from '../../../shared/press/desk.js';
import type { Entry } from '../../../shared/press/timeline.js';

/** The one dialog that is open. Facts happen when they are sent; what is corrected keeps its own time. */
export type Dialog =
  | { readonly kind: 'trade' | 'quote' | 'halt' | 'resume' | 'session' }
  | { readonly kind: 'amend' | 'void'; readonly entry: Entry; readonly moment: Moment }
  | { readonly kind: 'help' };
