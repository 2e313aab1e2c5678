import { BINARY_CALL, MALFORMED_CALL, readInbound } from './inbound-packet.js';

const malformed = (head: string) => ({ kind: 'take', text: `2${head}["${MALFORMED_CALL}"]` });

describe('what becomes of a packet', () => {
  it.each([
    '0',
    '0{"token":"x"}',
    '1',
    '3',
    '312["x"]',
    '2["subscribe",{}]',
    '27["a"]',
    '2/n,7["a"]',
    '2 ["a"]',
  ])('leaves %s as it is', (text) => {
    expect(readInbound(text)).toEqual({ kind: 'take', text });
  });

  it.each([
    ['20[{},{}]', '0'],
    ['27[]', '7'],
    ['2[]', ''],
    ['27', '7'],
    ['27{"a":1}', '7'],
    ['27[5]', '7'],
    ['27["subscribe"', '7'],
    ['27["disconnect"]', '7'],
    ['27["newListener",{}]', '7'],
    ['27["\\u0063onnect"]', '7'],
    ['2/n,7[null]', '/n,7'],
    ['251-["a"]', '51'],
  ])('makes %s a call that can be answered', (text, head) => {
    expect(readInbound(text)).toEqual(malformed(head));
  });

  it.each([
    ['51-7["subscribe",{"_placeholder":true,"num":0}]', '7', 1],
    ['510-/n,12["x"', '/n,12', 10],
    ['52-["x"]', '', 2],
  ])('skips the attachments of %s and keeps whom to answer', (text, head, attachments) => {
    const told = `2${head}["${BINARY_CALL}"]`;
    expect(readInbound(text)).toEqual({ kind: 'skip', text: told, attachments });
  });

  it('skips a binary acknowledgement that nobody asked for', () => {
    expect(readInbound('61-3[{}]')).toEqual({ kind: 'skip', text: undefined, attachments: 1 });
  });

  it.each(['5["x"]', '5-["x"]', '50-["x"]', '511-["x"]', '5999999-["x"]', '6'])('refuses %s', (text) => {
    expect(readInbound(text)).toEqual({ kind: 'refuse' });
  });
});
