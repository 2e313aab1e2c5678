import { planCutOver } from './cut-over.js';

describe('the cut-over of a joiner', () => {
  const standing = { epoch: 'one', seq: 100, firstSeq: 21, covers: (seq: number) => seq >= 90 && seq <= 100 };

  it.each([
    ['no position', undefined, 'snapshot'],
    ['another epoch', { epoch: 'two', seq: 95 }, 'snapshot'],
    ['a place in memory', { epoch: 'one', seq: 90 }, 'recent'],
    ['the head itself', { epoch: 'one', seq: 100 }, 'recent'],
    ['a place before memory', { epoch: 'one', seq: 89 }, 'history'],
    ['the last place that history can continue', { epoch: 'one', seq: 20 }, 'history'],
    ['a place older than retention', { epoch: 'one', seq: 19 }, 'snapshot'],
    ['more than is known here', { epoch: 'one', seq: 101 }, 'ahead'],
  ])('for %s', (_name, position, plan) => {
    expect(planCutOver(standing, position)).toBe(plan);
  });
});
