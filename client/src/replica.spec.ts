import { checksum } from '../../src/core/json/checksum.js';
import type { StreamedEvent } from '../../src/core/protocol/event.js';
import { Replica } from './replica.js';

const at = '2026-01-01T00:00:00.000Z';
const event = (seq: number, rest: Partial<StreamedEvent> = {}): StreamedEvent => ({
  seq,
  type: 'set',
  data: { n: seq },
  at,
  occurredAt: at,
  ...rest,
});

function replica(): Replica {
  const made = new Replica();
  made.replace('e1', 5, { n: 5, kept: true });
  return made;
}

describe('Replica', () => {
  it('applies the next event, by its patch where it has one, else by its data', () => {
    const copy = replica();
    expect(copy.event(event(6))).toBe('applied');
    expect(copy.state).toEqual({ n: 6, kept: true });
    expect(copy.event(event(7, { patch: { kept: null } }))).toBe('applied');
    expect(copy.state).toEqual({ n: 6 });
    expect(copy.position).toEqual({ epoch: 'e1', seq: 7 });
  });

  it('ignores what it has and refuses what does not follow, changing nothing', () => {
    const copy = replica();
    expect(copy.event(event(5))).toBe('ignored');
    expect(copy.event(event(7))).toBe('gap');
    expect(copy.change(3, 5, { n: 0 })).toBe('ignored');
    expect(copy.change(4, 6, { n: 0 })).toBe('gap');
    expect(copy.state).toEqual({ n: 5, kept: true });
    expect(copy.change(5, 9, { n: 9 })).toBe('applied');
    expect(copy.position).toEqual({ epoch: 'e1', seq: 9 });
  });

  it('proves its state by the checksum of the same seq only', () => {
    const copy = replica();
    expect(copy.check(5, checksum({ kept: true, n: 5 }))).toBe('applied');
    expect(copy.check(4, '00000000')).toBe('ignored');
    expect(copy.check(5, '00000000')).toBe('mismatch');
  });

  it('has no position before its first snapshot nor when it is not believed', () => {
    const copy = replica();
    copy.distrust();
    expect(copy.position).toBeUndefined();
    expect(copy.event(event(6))).toBe('gap');
    expect(new Replica().change(0, 1, {})).toBe('gap');
  });
});
