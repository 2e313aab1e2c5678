import type { MessageError } from '../core/protocol/messages.js';

export const SLOW_CONSUMER: MessageError = {
  code: 'slow_consumer',
  detail:
    'You read more slowly than the feeds you follow send. Connect again, which resumes by Last-Event-ID, or use the contract latest.',
  retryable: true,
};
