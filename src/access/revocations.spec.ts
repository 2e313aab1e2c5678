import fc from 'fast-check';
import type { Grant } from './caller.js';
import { Revocations } from './revocations.js';

const grants = (version = 1): Grant[] => [
  { subject: 'user:1', version },
  { subject: 'session:1', version: 1 },
];

describe('revocations', () => {
  it('tell whoever watches a grant of theirs, once, and nobody else', () => {
    const revocations = new Revocations();
    const told: string[] = [];
    revocations.watch(grants(), () => told.push('both'));
    revocations.watch([{ subject: 'key:1', version: 1 }], () => told.push('key'));
    revocations.revoke('user:1', 2, 0);
    revocations.revoke('session:1', Infinity, 0);
    expect(told).toEqual(['both']);
    expect(revocations.watched).toBe(1);
  });

  it('leave a newer version alone', () => {
    const revocations = new Revocations();
    const told: number[] = [];
    revocations.watch(grants(3), () => told.push(3));
    revocations.revoke('user:1', 3, 0);
    expect(revocations.isRevoked(grants(2))).toBe(true);
    expect(revocations.isRevoked(grants(3))).toBe(false);
    expect(told).toEqual([]);
  });

  it('tell at once who watches what is revoked already', () => {
    const revocations = new Revocations();
    revocations.revoke('user:1', Infinity, 0);
    let told = 0;
    revocations.watch(grants(), () => told++)();
    expect([told, revocations.watched]).toEqual([1, 0]);
  });

  it('keep nothing of who stopped watching, and forget what is old', () => {
    const revocations = new Revocations();
    const stop = revocations.watch(grants(), () => undefined);
    stop();
    stop();
    expect(revocations.watched).toBe(0);
    revocations.revoke('session:1', Infinity, 10);
    revocations.revoke('user:1', 2, 10);
    revocations.forget('session:', 11);
    expect(revocations.size).toBe(1);
  });

  it('come to the same in whatever order, and however often, they are told', () => {
    const told = fc.array(
      fc.record({ subject: fc.constantFrom('a', 'b'), below: fc.integer({ min: 1, max: 9 }) }),
    );
    fc.assert(
      fc.property(told, fc.integer({ min: 0, max: 9 }), (list, version) => {
        const verdict = (order: typeof list) => {
          const revocations = new Revocations();
          for (const { subject, below } of order) revocations.revoke(subject, below, 0);
          return revocations.isRevoked([{ subject: 'a', version }]);
        };
        const expected = list.some(({ subject, below }) => subject === 'a' && version < below);
        expect(verdict(list)).toBe(expected);
        expect(verdict([...list, ...list].reverse())).toBe(expected);
      }),
    );
  });
});
