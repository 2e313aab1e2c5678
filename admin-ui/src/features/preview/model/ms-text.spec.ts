import { msText } from './ms-text.js';

it.each([
  [0, '0 ms'],
  [42.6, '43 ms'],
  [999.2, '999 ms'],
  [1_234, '1.2 s'],
  [30_000, '30 s'],
  [123_456, '123 s'],
])('%s milliseconds are %s', (ms, text) => {
  expect(msText(ms)).toBe(text);
});
