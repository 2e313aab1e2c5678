import { fromLocal, toLocal } from './local-time.js';

describe('an instant in a field', () => {
  it('is shown by the wall clock and comes back as the same instant', () => {
    const iso = '2026-06-11T18:00:05.000Z';
    expect(toLocal(iso)).toMatch(/^2026-06-1[12]T\d\d:\d\d:05$/);
    expect(fromLocal(toLocal(iso))).toBe(iso);
  });

  it('is nothing where nothing, or nonsense, was given', () => {
    for (const text of ['', 'soon']) {
      expect(toLocal(text)).toBe('');
      expect(fromLocal(text)).toBe('');
    }
  });
});
