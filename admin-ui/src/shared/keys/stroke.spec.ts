import { partsOf, strokeFault, strokeOf } from './stroke.js';

const press = (key: string, rest = {}) => ({
  key,
  ctrlKey: false,
  metaKey: false,
  altKey: false,
  shiftKey: false,
  ...rest,
});

describe('a stroke', () => {
  it('bears the name of its key, whatever the caps lock says', () => {
    expect(strokeOf(press('g'))).toBe('g');
    expect(strokeOf(press('G'))).toBe('g');
    expect(strokeOf(press('Ä'))).toBe('ä');
    expect(strokeOf(press(' '))).toBe(' ');
  });

  it('has shift in its name only where shift makes no other character', () => {
    expect(strokeOf(press('G', { shiftKey: true }))).toBe('shift+g');
    expect(strokeOf(press('ArrowLeft', { shiftKey: true }))).toBe('shift+arrowleft');
    expect(strokeOf(press(' ', { shiftKey: true }))).toBe('shift+ ');
    expect(strokeOf(press('?', { shiftKey: true }))).toBe('?');
    expect(strokeOf(press('+', { shiftKey: true }))).toBe('+');
  });

  it('takes the command key for Ctrl, and leaves Alt and bare modifiers alone', () => {
    expect(strokeOf(press('z', { ctrlKey: true }))).toBe('ctrl+z');
    expect(strokeOf(press('z', { metaKey: true }))).toBe('ctrl+z');
    expect(strokeOf(press('@', { ctrlKey: true, altKey: true }))).toBeUndefined();
    expect(strokeOf(press('Shift', { shiftKey: true }))).toBeUndefined();
  });

  it('comes apart as it was put together', () => {
    expect(partsOf('ctrl+shift+z')).toEqual(['ctrl', 'shift', 'z']);
    expect(partsOf('+')).toEqual(['+']);
    expect(partsOf('ctrl++')).toEqual(['ctrl', '+']);
    expect(partsOf('shift+ ')).toEqual(['shift', ' ']);
  });

  it.each([
    ['g', undefined],
    ['ä', undefined],
    ['?', undefined],
    [' ', undefined],
    ['f2', undefined],
    ['ctrl+z', undefined],
    ['shift+arrowleft', undefined],
    ['escape', 'kept'],
    ['shift+tab', 'kept'],
    ['ctrl+k', 'kept'],
    ['ctrl+w', 'browser'],
    ['f5', 'browser'],
    ['dead', 'malformed'],
    ['shift', 'malformed'],
    ['G', 'malformed'],
    ['', 'malformed'],
    ['alt+x', 'malformed'],
    ['ctrl+ctrl+z', 'malformed'],
  ])('may %j be bound: %s', (stroke, fault) => {
    expect(strokeFault(stroke)).toBe(fault);
  });
});
