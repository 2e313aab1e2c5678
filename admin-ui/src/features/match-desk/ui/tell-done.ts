import { notifications } from '@mantine/notifications';
import type { Translate } from '../../../shared/i18n/translate.js';
import type { Done } from '../../../shared/press/desk.js';

/** Says so when an act was not taken as it was pressed. */
export function tellDone(done: Done, t: Translate): void {
  if (done === 'full') notifications.show({ message: t('queue.full'), color: 'red' });
  if (done === 'twice') notifications.show({ message: t('queue.twice'), color: 'yellow' });
}
