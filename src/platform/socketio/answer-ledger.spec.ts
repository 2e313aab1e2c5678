import { AnswerLedger } from './answer-ledger.js';

describe('AnswerLedger', () => {
  it('counts an answer until its last byte has left, whatever was handed over before and after', () => {
    const ledger = new AnswerLedger();
    ledger.hand(100);
    ledger.answer(1000);
    ledger.hand(50);
    expect(ledger.pending(1150)).toBe(1000);
    expect(ledger.pending(51)).toBe(1000);
    expect(ledger.pending(50)).toBe(0);
  });

  it('forgets what was read although the connection never is empty', () => {
    const ledger = new AnswerLedger();
    for (let n = 0; n < 100; n++) {
      ledger.answer(1000);
      expect(ledger.pending(1500)).toBeLessThanOrEqual(2000);
    }
  });
});
