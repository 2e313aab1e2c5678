import type { Translate } from '../i18n/translate.js';

const MINUTE = 60;
const HOUR = 3_600;
const DAY = 86_400;

/** How long ago `at` (milliseconds) was; what lies ahead by skewed clocks counts as now. */
export function ageText(at: number, now: number, t: Translate): string {
  const seconds = Math.floor((now - at) / 1_000);
  if (seconds < 2) return t('age.now');
  if (seconds < MINUTE) return t('age.seconds', { count: seconds });
  if (seconds < HOUR) return t('age.minutes', { count: Math.floor(seconds / MINUTE) });
  if (seconds < DAY) return t('age.hours', { count: Math.floor(seconds / HOUR) });
  return t('age.days', { count: Math.floor(seconds / DAY) });
}
