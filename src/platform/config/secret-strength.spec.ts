import { randomBytes } from 'node:crypto';
import { isCommon, isGuessable } from './secret-strength.js';

describe('a secret', () => {
  it.each([
    ['one character', 'a'.repeat(64)],
    ['two characters', 'ab'.repeat(32)],
    ['a word over and over', 'changeme'.repeat(5)],
    ['a word over and over, cut', 'supersecret!supersecret!supersec'],
    ['a padded word', `changeme${'0'.repeat(40)}`],
    ['a padded word in front', `${'x'.repeat(30)}-secret`],
    ['a padded word in capitals', `CHANGE_ME_${'-'.repeat(30)}`],
    ['words of an example', 'please-change-this-session-secret-to-a-random-value'],
    ['the advice itself', 'at least 32 random characters for production'],
    ['a key of the documents', 'k7Qm2xPa_example-of-a-key-that-does-not-exist'],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789'],
    ['digits upwards', '0123456789'.repeat(4)],
    ['digits downwards', '98765432109876543210987654321098'],
    ['a row of keys', 'qwertyuiopqwertyuiop-password-123456'],
    ['a session secret by name', 'touchline-session-secret-production-1'],
  ])('can be guessed: %s', (_, secret) => {
    expect(isGuessable(secret)).toBe(true);
  });

  it('that is random cannot, however it is written', () => {
    for (let n = 0; n < 500; n++) {
      const bytes = randomBytes(24);
      for (const encoding of ['hex', 'base64', 'base64url'] as const)
        expect([bytes.toString(encoding), isGuessable(bytes.toString(encoding))]).toEqual([
          bytes.toString(encoding),
          false,
        ]);
    }
  });

  it.each([
    'my-session-secret-9f86d081884c7d65',
    'ginger Lantern 4 copper overtaken mosaic!',
    '3d9f1c7a-52b4-4f0e-9a61-7c2e8b5d0f43',
  ])('cannot when enough of it is its own: %s', (secret) => {
    expect(isGuessable(secret)).toBe(false);
  });

  it.each([
    'password',
    'changeme',
    '12345678',
    'admin123',
    'Password1',
    'aaaaaaaa',
    'abcdefgh',
    'letmein!',
    'test-1234',
  ])('is the first that everybody tries as a password: %s', (password) => {
    expect(isCommon(password)).toBe(true);
  });

  it.each(['correct horse battery staple', 'tr0ub4dor', 'admin-Zk2-pw', 'sommer-in-kiel'])(
    'is a password of its own: %s',
    (password) => {
      expect(isCommon(password)).toBe(false);
    },
  );
});
