import { heldUpdateEnded } from './log-errors.js';

describe('the end of a held update', () => {
  it('is told in sentences that end once', () => {
    const details = [
      'Feed a is archived: nothing can be published to it.',
      'the match is final',
      undefined,
    ].map((reason) => heldUpdateEnded('dropped', reason).detail);
    expect(details).toEqual([
      'The held update could not be released: Feed a is archived: nothing can be published to it.',
      'The held update could not be released: the match is final.',
      'The held update could not be released: it had become impossible.',
    ]);
  });
});
