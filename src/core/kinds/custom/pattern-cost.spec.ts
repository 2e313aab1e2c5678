import { BoundedRegExp, MAX_MATCHED_CHARACTERS, patternCost } from './pattern-cost.js';

describe('a pattern of a schema', () => {
  it.each([
    '^[A-Z]{3}$',
    '^[0-9]{4}-[0-9]{2}-[0-9]{2}$',
    '^[a-z0-9_-]+$',
    '^-?(0|[1-9][0-9]*)(\\.[0-9]+)?$',
    '^(home|away|draw)$',
    '^(?:[A-F0-9]{2}:){5}[A-F0-9]{2}$',
    '^\\d{1,3}\\+?\\d?$',
    '^[^@]+@[^@]+$',
    'goal',
    '^\\p{Lu}\\p{L}*$',
    '^[\\]a-z]*$',
    '^(?<minute>\\d+)\\u0027$',
    '^.{1,80}$',
    '',
  ])('is accepted when few ways lead to a match: %s', (pattern) => {
    expect(patternCost(pattern)).toEqual(expect.any(Number));
    expect(new BoundedRegExp(pattern, 'u')).toBeInstanceOf(RegExp);
  });

  it.each([
    '^(a+)+$',
    '(a|a)*b',
    '^(a|ab)*c$',
    '^([a-z]*)*$',
    '^a*a*a*$',
    'a*a*b',
    '^(a?){40}$',
    '^(?:(?:a{1,9}){1,9}){1,9}$',
    '^.*.*.*=.*$',
    '(x+x+)+y',
  ])('is refused when backtracking could go on: %s', (pattern) => {
    expect(patternCost(pattern)).toContain('too long');
  });

  it.each([
    '(?=a)b',
    '(?<!a)b',
    '(a)\\1',
    '(?<x>a)\\k<x>',
    '(a',
    'a)',
    '*',
    '[a',
    '\\',
    'a'.repeat(257),
    '('.repeat(100),
  ])('is refused when it is not understood: %s', (pattern) => {
    expect(patternCost(pattern)).toEqual(expect.any(String));
  });

  it('costs the ways in which it can match', () => {
    expect(patternCost('^[A-Z]{3}$')).toBe(1);
    expect(patternCost('^(home|away)x?$')).toBe(4);
    expect(patternCost('^a{2,4}(b|c){2}$')).toBe(12);
    expect(patternCost('a')).toBe(256);
    expect(patternCost('^a+$')).toBe(256);
  });

  it('is matched by no text longer than its bound', () => {
    const pattern = new BoundedRegExp('^a+$', 'u');
    expect(pattern.test('a'.repeat(MAX_MATCHED_CHARACTERS))).toBe(true);
    expect(pattern.test('a'.repeat(MAX_MATCHED_CHARACTERS + 1))).toBe(false);
  });
});
