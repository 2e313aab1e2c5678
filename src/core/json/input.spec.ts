import { checkInput } from './input.js';

const parse = (text: string): unknown => JSON.parse(text);
const paths = (value: unknown): string[] => checkInput(value, 'data').map(({ path }) => path);

function nested(levels: number): unknown {
  let value: unknown = {};
  for (let level = 1; level < levels; level++) value = level % 2 ? { a: value } : [value];
  return value;
}

describe('untrusted JSON', () => {
  it('passes when it is ordinary', () => {
    const value = parse(
      '{"a": [1, -2.5, "Ángel 😀", null, true, {"constructor": "x"}], "max": 9007199254740991, "1e300": 0.1}',
    );
    expect(checkInput(value, 'data')).toEqual([]);
  });

  it('is refused with the path of each character that cannot be kept', () => {
    expect(
      paths(
        parse(
          '{"a": {"b": ["ok", "x\\u0000"]}, "c": "\\ud800", "d": "\\udc00\\ud800", "e": "\\ud83d\\ude00"}',
        ),
      ),
    ).toEqual(['data.a.b.1', 'data.c', 'data.d']);
  });

  it('is refused when a key is __proto__, or holds such characters, and names it printably', () => {
    expect(paths(parse('{"a": {"__proto__": {"x": 1}}}'))).toEqual(['data.a.__proto__']);
    expect(paths(parse('{"\\u0000": 1, "\\ud800": 2}'))).toEqual(['data.\ufffd', 'data.\ufffd']);
  });

  it.each(['9007199254740992', '-9007199254740992', '1e400', '-1e400', '1e20'])(
    'refuses the number %s',
    (text) => {
      expect(paths(parse(`{"a": ${text}}`))).toEqual(['data.a']);
    },
  );

  it('may be 32 levels deep, not 33', () => {
    expect(checkInput(nested(32), 'data')).toEqual([]);
    expect(checkInput(nested(33), 'data')).toMatchObject([{ message: 'is nested deeper than 32 levels' }]);
  });

  it('never exhausts the stack, nor lists more than twenty faults', () => {
    const deep = parse(`${'['.repeat(200_000)}${']'.repeat(200_000)}`);
    expect(checkInput(deep, 'data')).toHaveLength(1);
    expect(
      checkInput(
        Array.from({ length: 1_000 }, () => '\0'),
        'data',
      ),
    ).toHaveLength(20);
  });

  it('refuses what is no JSON at all', () => {
    expect(paths({ a: undefined, b: 1n })).toEqual(['data.a', 'data.b']);
  });
});
