import { KeyStore, type KeyStorage } from './key-store.js';

function memory(values = new Map<string, string>()): KeyStorage {
  return {
    getItem: (key) => values.get(key) ?? null,
    setItem: (key, value) => void values.set(key, value),
    removeItem: (key) => void values.delete(key),
  };
}

describe('the store of keys', () => {
  it('keeps them for an account, beyond the page', () => {
    const storage = memory();
    expect(new KeyStore(storage, 'person:1').set('football', { goal: ['b'] })).toBe(true);
    expect(new KeyStore(storage, 'person:1').own('football')).toEqual({ goal: ['b'] });
    expect(new KeyStore(storage, 'person:2').own('football')).toEqual({});
    expect(new KeyStore(storage, 'person:1').own('tennis')).toEqual({});
  });

  it('tells whoever shows them at once, here and in other tabs', () => {
    const storage = memory();
    const [here, there] = [new KeyStore(storage, 'person:1'), new KeyStore(storage, 'person:1')];
    const heard: string[] = [];
    here.subscribe(() => heard.push('here'));
    there.subscribe(() => heard.push('there'));
    here.set('football', { goal: ['b'] });
    there.changedElsewhere('touchline.language');
    there.changedElsewhere('touchline.keys.person:1');
    expect(heard).toEqual(['here', 'there']);
    expect(there.own('football')).toEqual({ goal: ['b'] });
  });

  it('leaves nothing behind when all is as it was', () => {
    const values = new Map<string, string>();
    const store = new KeyStore(memory(values), 'person:1');
    store.set('football', { goal: ['b'] });
    store.set('football', {});
    expect(values.size).toBe(0);
  });

  it('says when the browser does not keep them, and uses them until the page is left', () => {
    const full: KeyStorage = {
      ...memory(),
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    const store = new KeyStore(full, 'person:1');
    expect(store.set('football', { goal: ['b'] })).toBe(false);
    expect(store.own('football')).toEqual({ goal: ['b'] });
  });

  it.each(['', 'nonsense', '[1]', '{"football": 7}', '{"football": {"goal": "g"}}', 'null'])(
    'begins with the defaults when %j is stored',
    (text) => {
      const store = new KeyStore(memory(new Map([['touchline.keys.person:1', text]])), 'person:1');
      expect(store.own('football')).toEqual({});
    },
  );
});
