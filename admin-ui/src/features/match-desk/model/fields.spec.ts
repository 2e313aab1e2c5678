import { draftOf, readDraft, type Draft } from './fields.js';
import { football } from './sports/football.js';

const { fields } = football;
const read = (type: string, draft: Draft, before: Parameters<typeof readDraft>[3]) =>
  readDraft(fields, type, draft, before);

describe('the form of a correction', () => {
  it('gives back what it was filled with, and keeps what it does not ask for', () => {
    const data = { team: 'home', kind: 'penalty', player: 'A', minute: 23, extra: true };
    expect(read('goal', draftOf(fields, { type: 'goal', data }), data)).toEqual({ data });
  });

  it('leaves out what was emptied', () => {
    const data = { team: 'home', player: 'A', minute: 23 };
    const draft = { ...draftOf(fields, { type: 'goal', data }), player: ' ', minute: '' };
    expect(read('goal', draft, data)).toEqual({ data: { team: 'home' } });
  });

  it('names what is missing and what is no number or clock', () => {
    expect(read('substitution', { team: 'home', in: 'X', minute: '7.5' }, {})).toEqual({
      faults: { out: 'missing', minute: 'whole' },
    });
    expect(read('goal', { team: 'home', minute: '201' }, {})).toEqual({ faults: { minute: 'whole' } });
    expect(read('clock', { valueMs: 'noon' }, { running: true })).toEqual({
      faults: { valueMs: 'clock' },
    });
  });

  it('reads a clock as minutes and seconds', () => {
    const data = { running: true, valueMs: 2_707_000 };
    expect(draftOf(fields, { type: 'clock', data })).toEqual({ valueMs: '45:07' });
    expect(read('clock', { valueMs: '46:00' }, data)).toEqual({
      data: { running: true, valueMs: 2_760_000 },
    });
  });
});
