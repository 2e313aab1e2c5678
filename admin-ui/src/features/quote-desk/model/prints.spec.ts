import type { StreamedEvent } from '../../../../../src/core/protocol/event.js';
import { buildTimeline } from '../../../shared/press/timeline.js';
import { isCorrected, lastPrint, printsOf, stoppedSince } from './prints.js';

const time = (second: number): string => new Date(Date.UTC(2026, 10, 20, 14, 0, second)).toISOString();
const event = (seq: number, type: string, data = {}, rest: Partial<StreamedEvent> = {}): StreamedEvent => ({
  seq,
  type,
  data,
  at: time(seq),
  occurredAt: time(seq),
  ...rest,
});
const trade = (seq: number, price: string, rest: Partial<StreamedEvent> = {}) =>
  event(seq, 'trade', { price, size: '1' }, rest);

describe('prints', () => {
  it('are told newest first, each against the one before it that stands', () => {
    const entries = buildTimeline([
      trade(1, '10'),
      trade(2, '9'),
      event(3, 'quote'),
      trade(4, '9.50'),
      event(5, 'void', {}, { target: 2 }),
    ]);
    expect(printsOf(entries).map(({ entry, direction }) => [entry.seq, direction])).toEqual([
      [4, 'down'],
      [2, 'down'],
      [1, 'flat'],
    ]);
    expect(
      printsOf(entries)
        .filter(isCorrected)
        .map(({ entry }) => entry.seq),
    ).toEqual([2]);
  });

  it('are marked when they come late', () => {
    const entries = buildTimeline([trade(5, '10'), trade(6, '11', { occurredAt: time(2) }), trade(7, '10')]);
    expect(printsOf(entries).map(({ late }) => late)).toEqual([false, true, false]);
  });

  it('say which one a key corrects: the last that was not struck', () => {
    const events = [trade(1, '10'), trade(2, '11'), event(3, 'void', {}, { target: 2 }), event(4, 'quote')];
    expect(lastPrint(buildTimeline(events))?.seq).toBe(1);
    expect(lastPrint([])).toBeUndefined();
  });
});

describe('stoppedSince', () => {
  it('tells since when trading is stopped, as far as the last status that stands says so', () => {
    const halt = event(1, 'trading_status', { status: 'halted' });
    expect(stoppedSince(buildTimeline([halt]))).toBe(time(1));
    expect(
      stoppedSince(buildTimeline([halt, event(2, 'trading_status', { status: 'trading' })])),
    ).toBeUndefined();
    expect(stoppedSince(buildTimeline([halt, event(2, 'void', {}, { target: 1 })]))).toBeUndefined();
  });
});
