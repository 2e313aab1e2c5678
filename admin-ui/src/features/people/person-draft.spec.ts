import fc from 'fast-check';
import { newUserBody, userChangeBody } from '../../../../src/core/protocol/access.js';
import { ROLES } from '../../../../src/core/protocol/permissions.js';
import { en } from '../../shared/i18n/en.js';
import { translator } from '../../shared/i18n/translate.js';
import type { User } from './api/user.js';
import { changeOf, draftOf, faultsOf, madePassword, newUserOf, NOBODY } from './person-draft.js';

const t = translator(en, 'en');
const bob: User = {
  id: '1',
  email: 'bob@example.com',
  role: 'editor',
  feeds: ['football.*'],
  disabled: false,
  createdAt: '2026-01-01T00:00:00.000Z',
};

describe('a person', () => {
  it('is refused without an e-mail address, with a wrong pattern or a short password', () => {
    expect(
      Object.keys(faultsOf({ ...NOBODY, feeds: 'a b/c', generated: false, password: 'x' }, true, t)),
    ).toEqual(['email', 'feeds', 'password']);
    expect(faultsOf({ ...NOBODY, email: 'a@b' }, true, t)).toEqual({});
    expect(faultsOf({ ...NOBODY, role: 'admin', feeds: '/' }, false, t)).toEqual({});
  });

  it('is written down as the server takes it, whoever they are', () => {
    const feeds = fc.constantFrom('', 'football.*', 'football.*, quote.A\n*', 'football.* football.*');
    const draft = fc.record({ name: fc.constantFrom('', ' Ada '), role: fc.constantFrom(...ROLES), feeds });
    fc.assert(
      fc.property(draft, (said) => {
        const whole = { ...NOBODY, ...said, email: ' Ada@Example.com ' };
        expect(newUserBody.safeParse(newUserOf(whole, 'long-enough')).error?.issues ?? []).toEqual([]);
        expect(userChangeBody.safeParse(changeOf(bob, whole)).error?.issues ?? []).toEqual([]);
      }),
    );
  });

  it('changes by what was changed', () => {
    expect(changeOf(bob, draftOf(bob))).toEqual({});
    expect(changeOf(bob, { ...draftOf(bob), name: ' Bob ', feeds: '' })).toEqual({
      name: 'Bob',
      feeds: null,
    });
    expect(changeOf({ ...bob, name: 'Bob' }, { ...draftOf(bob), role: 'admin' })).toEqual({
      name: null,
      role: 'admin',
    });
    expect(changeOf({ ...bob, role: 'admin' }, draftOf(bob))).toEqual({ role: 'editor' });
  });
});

describe('madePassword', () => {
  it('makes four groups of letters that cannot be mistaken', () => {
    const made = madePassword((bytes) => crypto.getRandomValues(bytes));
    expect(made).toMatch(/^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$/);
    expect(made).not.toBe(madePassword((bytes) => crypto.getRandomValues(bytes)));
  });
});
