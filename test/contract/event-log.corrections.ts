import fc from 'fast-check';
import { fold, origin } from '../../src/core/feed/fold.js';
import type { JsonObject } from '../../src/core/json/json.js';
import { applyPatch } from '../../src/core/json/merge-patch.js';
import { custom } from '../../src/core/kinds/custom/custom.js';
import type { Kind } from '../../src/core/kinds/kind.js';
import { LIVE, type Operation } from '../../src/event-log/event-log.js';
import { refusal, unlessRefused, committed, type LogHarness } from './event-log.harness.js';
import { journal } from './journal-kind.js';

/** Amends, voids and late events. */
export function correctionsContract(harness: LogHarness): void {
  const { create, append, note, late, amend, strike, state, entries, all } = harness;

  describe('corrections', () => {
    it('change the state at the place of their target and keep history as it was', async () => {
      const feed = await create();
      const first = await note(feed, 1);
      await note(feed, 2);
      const correction = await amend(feed, 1, 5);
      expect(correction).toMatchObject({
        seq: 3,
        type: 'amend',
        target: 1,
        reason: 'wrong',
        data: { n: 5 },
      });
      expect((await all(feed))[0]).toEqual(first);
      expect(await entries(feed)).toMatchObject({ 1: { n: 5, at: first.occurredAt }, 2: { n: 2 } });
      const voided = await strike(feed, 2);
      expect(voided.patch).toMatchObject({ entries: { 2: null } });
      expect(Object.keys(await entries(feed))).toEqual(['1']);
    });

    it('amend type and time where these are given; the last one wins', async () => {
      const feed = await create();
      await note(feed, 1);
      const operation: Operation = {
        op: 'amend',
        target: 1,
        type: 'other',
        data: { n: 2 },
        occurredAt: '2024-01-01T00:00:00Z',
        reason: 'r',
      };
      const event = committed(await append(feed, operation));
      expect(event).toMatchObject({ amendedType: 'other', occurredAt: '2024-01-01T00:00:00.000Z' });
      await amend(feed, 1, 3);
      expect(await entries(feed)).toEqual({ 1: { type: 'other', n: 3, at: '2024-01-01T00:00:00.000Z' } });
    });

    it('validate the data of an amend against the type that holds', async () => {
      const feed = await create();
      await note(feed, 1);
      const wrong: Operation = { op: 'amend', target: 1, data: { n: 'x' }, reason: 'r' };
      expect((await refusal(append(feed, wrong))).code).toBe('validation_failed');
      await append(feed, { ...wrong, type: 'free' });
      await append(feed, wrong);
      expect(await all(feed)).toHaveLength(3);
    });

    it('have a target that exists, is no correction and was not voided', async () => {
      const feed = await create();
      await note(feed, 1);
      await strike(feed, 1);
      const codes = async (target: number): Promise<readonly string[]> => [
        (await refusal(amend(feed, target, 1))).code,
        (await refusal(strike(feed, target))).code,
      ];
      expect(await codes(1)).toEqual(['conflict', 'conflict']);
      expect(await codes(2)).toEqual(['conflict', 'conflict']);
      expect(await codes(3)).toEqual(['not_found', 'not_found']);
      expect((await refusal(amend(feed, 0, 1))).code).toBe('validation_failed');
      expect((await refusal(late(feed, 1, 3))).code).toBe('validation_failed');
    });

    it('put a late event right behind the seq that it names, and amend it there', async () => {
      const feed = await create();
      for (const n of [1, 2, 3]) await note(feed, n);
      const inserted = await late(feed, 9, 1);
      expect(inserted).toMatchObject({ seq: 4, insertAfter: 1 });
      expect(inserted.patch).toBeDefined();
      const other = await create();
      await note(other, 1);
      expect(await state(feed)).toEqual((await folded(feed, 4)).state);
      await amend(feed, 4, 10);
      await late(feed, 11, 0);
      await late(feed, 12, 4);
      expect(await state(feed)).toEqual((await folded(feed, 7)).state);
      await strike(feed, 4);
      expect(Object.keys(await entries(feed))).not.toContain('4');
    });

    it('reach far behind many checkpoints', async () => {
      const feed = await create();
      await Promise.all(Array.from({ length: 700 }, (_, n) => note(feed, n)));
      await amend(feed, 2, 1_000);
      await late(feed, 5, 600);
      await strike(feed, 699);
      await note(feed, 3);
      expect(await state(feed)).toEqual((await folded(feed, 704)).state);
    });

    const folded = async (feed: string, seq: number): Promise<{ state: JsonObject }> => {
      const foldable = { kind: journal, config: {} };
      return fold(foldable, origin(foldable), (await all(feed)).slice(0, seq));
    };

    it('leave state at every seq what was known then, and patches that lead from each to the next', async () => {
      const step = fc.record({
        op: fc.constantFrom('note', 'note', 'note', 'amend', 'void', 'late', 'ignored'),
        n: fc.integer({ min: 0, max: 50 }),
        of: fc.nat(),
      });
      const kinds = fc.constantFrom(journal, custom);
      await fc.assert(
        fc.asyncProperty(
          fc.array(step, { minLength: 1, maxLength: 25 }),
          kinds,
          fc.boolean(),
          async (steps, kind, together) => {
            const feed = await create({ kind: kind.name });
            const outcomes: Promise<unknown>[] = [];
            for (const [index, { op, n, of }] of steps.entries()) {
              const target = (of % (index + 1)) + 1;
              const operation: Operation =
                op === 'amend'
                  ? { op, target, data: { n }, reason: 'r' }
                  : op === 'void'
                    ? { op, target, reason: 'r' }
                    : {
                        op: 'publish',
                        type: 'note',
                        data: op === 'ignored' ? { n, ignored: true } : { n, [`of${n % 5}`]: target },
                        ...(op === 'late' ? { insertAfter: target - 1 } : {}),
                      };
              const outcome = append(feed, operation).catch(unlessRefused);
              if (together) outcomes.push(outcome);
              else await outcome;
            }
            await Promise.all(outcomes);
            await expectConvergence(feed, kind);
          },
        ),
        { numRuns: 25 },
      );
    });

    const expectConvergence = async (feed: string, kind: Kind): Promise<void> => {
      const events = await all(feed);
      const foldable = { kind, config: {} };
      let patched = kind.initial({});
      for (const event of events) {
        patched = applyPatch(patched, event.patch ?? event.data);
        const known = fold(foldable, origin(foldable), events.slice(0, event.seq)).state;
        const answer = await harness.log.state(feed, { seq: event.seq }, LIVE);
        expect({ seq: event.seq, state: answer.state, at: answer.at }).toEqual({
          seq: event.seq,
          state: known,
          at: event.at,
        });
        expect(patched).toEqual(known);
      }
    };
  });
}
