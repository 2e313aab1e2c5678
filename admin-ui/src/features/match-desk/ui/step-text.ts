import { periodName } from '../../../shared/feed/describe-event.js';
import { en } from '../../../shared/i18n/en.js';
import { isPhrase, type Translate } from '../../../shared/i18n/translate.js';
import type { Step } from '../model/sport.js';

/** What stands on the button of a step. */
export function stepText(t: Translate, step: Step, kind: string): string {
  switch (step.kind) {
    case 'start':
    case 'end': {
      const own = `flow.${step.kind}.${step.period}`;
      if (isPhrase(en, own)) return t(own);
      return t(`flow.${step.kind}Of`, { period: periodName(t, step.period, kind) });
    }
    case 'break':
      return t('flow.break');
    case 'resume':
      return t('flow.resume');
    case 'ended':
      return t('flow.ended');
    case 'final':
      return t('flow.finalise');
    case 'reopen':
      return t('match.reopen');
  }
}
