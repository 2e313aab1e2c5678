import { judgePlace, judgeTarget } from './judge.js';

describe('a correction', () => {
  it('needs a target that exists, is no correction and was not voided', () => {
    expect(judgeTarget(3, undefined, false)).toMatchObject({ code: 'not_found' });
    expect(judgeTarget(3, { type: 'void' }, false)).toMatchObject({ code: 'conflict' });
    expect(judgeTarget(3, { type: 'amend' }, false)).toMatchObject({ code: 'conflict' });
    expect(judgeTarget(3, { type: 'goal' }, true)).toMatchObject({ code: 'conflict' });
    expect(judgeTarget(3, { type: 'goal' }, false)).toBeUndefined();
  });

  it('finds a place behind any event up to the head, or before the first', () => {
    expect(judgePlace(0, 0)).toBeUndefined();
    expect(judgePlace(5, 5)).toBeUndefined();
    expect(judgePlace(6, 5)).toMatchObject({ code: 'validation_failed', errors: [{ path: 'insertAfter' }] });
  });
});
