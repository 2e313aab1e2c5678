import { draftOf, readDraft } from './fields.js';

describe('the form of a correction', () => {
  it('gives back what it was filled with, and keeps what it does not ask for', () => {
    const data = { team: 'home', kind: 'penalty', player: 'A', minute: 23, extra: true };
    expect(readDraft('goal', draftOf({ type: 'goal', data }), data)).toEqual({ data });
  });

  it('leaves out what was emptied', () => {
    const data = { team: 'home', player: 'A', minute: 23 };
    const draft = { ...draftOf({ type: 'goal', data }), player: ' ', minute: '' };
    expect(readDraft('goal', draft, data)).toEqual({ data: { team: 'home' } });
  });

  it('names what is missing and what is no number or clock', () => {
    expect(readDraft('substitution', { team: 'home', in: 'X', minute: '7.5' }, {})).toEqual({
      faults: { out: 'missing', minute: 'whole' },
    });
    expect(readDraft('goal', { team: 'home', minute: '201' }, {})).toEqual({ faults: { minute: 'whole' } });
    expect(readDraft('clock', { valueMs: 'noon' }, { running: true })).toEqual({
      faults: { valueMs: 'clock' },
    });
  });

  it('reads a clock as minutes and seconds', () => {
    const data = { running: true, valueMs: 2_707_000 };
    expect(draftOf({ type: 'clock', data })).toEqual({ valueMs: '45:07' });
    expect(readDraft('clock', { valueMs: '46:00' }, data)).toEqual({
      data: { running: true, valueMs: 2_760_000 },
    });
  });
});
