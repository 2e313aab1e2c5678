import { ACTIONS, actionFor, KEYS } from './actions.js';

const stroke = (key: string, rest = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...rest,
});

describe('keys', () => {
  it('mean one action each', () => {
    const all = ACTIONS.flatMap((action) => KEYS[action]);
    expect(new Set(all).size).toBe(all.length);
  });

  it('act alone, and not as part of a shortcut of the browser', () => {
    expect(actionFor(stroke('g'))).toBe('goal');
    expect(actionFor(stroke('G'))).toBe('goal');
    expect(actionFor(stroke('r', { ctrlKey: true }))).toBeUndefined();
    expect(actionFor(stroke('t', { metaKey: true }))).toBeUndefined();
    expect(actionFor(stroke('g', { altKey: true }))).toBeUndefined();
  });

  it('know modifiers where they have a meaning', () => {
    expect(actionFor(stroke(' '))).toBe('clockToggle');
    expect(actionFor(stroke('ArrowLeft', { shiftKey: true }))).toBe('clockBack10');
    expect(actionFor(stroke('?', { shiftKey: true }))).toBe('help');
    expect(actionFor(stroke('z', { ctrlKey: true }))).toBe('undo');
    expect(actionFor(stroke('z', { metaKey: true }))).toBe('undo');
  });
});
