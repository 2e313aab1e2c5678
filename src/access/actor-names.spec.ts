import { ActorNames } from './actor-names.js';

describe('names of actors', () => {
  it('come from the room that keeps each, asked once for all of its own', async () => {
    const names = new ActorNames(new Map([['key:admin', 'ADMIN_API_KEY']]));
    const asked: (readonly string[])[] = [];
    names.tell('user', async (ids) => {
      asked.push(ids);
      return new Map([['7', 'Ada']]);
    });
    names.tell('key', async () => new Map([['k:1', 'Scores']]));
    const found = await names.of(['user:7', 'key:admin', 'user:8', 'user:7', 'demo', 'key:k:1', 'token:t']);
    expect(Object.fromEntries(found)).toEqual({
      'user:7': 'Ada',
      'key:admin': 'ADMIN_API_KEY',
      'key:k:1': 'Scores',
    });
    expect(asked).toEqual([['7', '8']]);
  });
});
