import type { StreamedEvent } from '../../../../src/core/protocol/event.js';
import { conflictsWith } from './conflict.js';
import type { Fact, Press } from './press.js';

const press = (fact: Fact): Press => ({
  id: 'p',
  operation: { op: 'publish', fact },
  occurredAt: '',
  seenSeq: 4,
});
const other = (type: string, data = {}): StreamedEvent => ({ seq: 5, type, data, at: '', occurredAt: '' });
const goal = (team: string): Fact => ({ type: 'goal', data: { team } });

describe('conflictsWith', () => {
  it('doubts the same thing pressed by two people', () => {
    expect(conflictsWith(press(goal('home')), other('goal', { team: 'home' }))).toBe(true);
    expect(conflictsWith(press(goal('home')), other('goal', { team: 'away' }))).toBe(false);
    expect(conflictsWith(press({ type: 'clock', data: {} }), other('clock'))).toBe(true);
    expect(conflictsWith(press({ type: 'period_end', data: {} }), other('period_end'))).toBe(true);
  });

  it('doubts what a period, a status or a correction changed', () => {
    for (const type of ['period_end', 'status', 'void', 'amend']) {
      expect(conflictsWith(press(goal('home')), other(type))).toBe(true);
    }
  });

  it('lets through what has nothing to do with each other', () => {
    expect(conflictsWith(press(goal('home')), other('comment'))).toBe(false);
    expect(conflictsWith(press({ type: 'comment', data: {} }), other('void'))).toBe(false);
    expect(conflictsWith(press(goal('home')), other('clock'))).toBe(false);
    expect(conflictsWith(press({ type: 'period_end', data: {} }), other('clock'))).toBe(false);
  });

  it('doubts a halt that somebody else changed, and no print', () => {
    const halt = press({ type: 'trading_status', data: { status: 'halted' } });
    expect(conflictsWith(halt, other('trading_status'))).toBe(true);
    for (const type of ['trade', 'quote', 'void']) expect(conflictsWith(halt, other(type))).toBe(false);
    const print = press({ type: 'trade', data: { price: '1', size: '1' } });
    for (const type of ['trade', 'trading_status']) expect(conflictsWith(print, other(type))).toBe(false);
  });

  it('doubts the correction of a print only when somebody corrected the same one', () => {
    const print: Fact = { type: 'trade', data: { price: '1', size: '1' } };
    const correction: Press = {
      ...press(print),
      operation: { op: 'void', target: { seq: 3 }, before: print, reason: 'x' },
    };
    expect(conflictsWith(correction, { ...other('amend'), target: 3 })).toBe(true);
    expect(conflictsWith(correction, { ...other('amend'), target: 2 })).toBe(false);
    expect(conflictsWith(correction, other('trading_status'))).toBe(false);
  });

  it('doubts a correction when somebody corrected or changed the status, not when the match went on', () => {
    const correction: Press = {
      ...press(goal('home')),
      operation: { op: 'void', target: { seq: 3 }, before: goal('home'), reason: 'x' },
    };
    expect(conflictsWith(correction, other('goal', { team: 'home' }))).toBe(false);
    expect(conflictsWith(correction, other('void'))).toBe(true);
    expect(conflictsWith(correction, other('status'))).toBe(true);
  });
});
