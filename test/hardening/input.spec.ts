import { RestApp } from '../support/rest-app.js';

interface Fault {
  readonly code: string;
  readonly errors: readonly { readonly path: string; readonly message: string }[];
}

/** Each attack gets a stable answer that names the fault, changes nothing, and leaves the feed open to honest updates. */
describe('hostile input', () => {
  let app: RestApp;
  beforeAll(async () => {
    app = await RestApp.start();
    await app.feed('c');
    const config = { symbol: 'X', currency: 'EUR', priceScale: 2 };
    await app.call('/feeds', { body: { id: 'q', kind: 'quote', title: 'Q', config } });
    const sides = { home: { name: 'A' }, away: { name: 'B' } };
    await app.call('/feeds', { body: { id: 'f', kind: 'football', title: 'F', config: sides } });
  });
  afterEach(async () => {
    expect(app.logLines.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
    for (const id of ['c', 'q', 'f']) {
      expect(((await app.call(`/feeds/${id}`)).json as { seq: number }).seq).toBe(0);
    }
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
  afterAll(async () => {
    expect((await app.publish('c', { fine: true })).status).toBe(201);
    await app[Symbol.asyncDispose]();
  });

  async function attack(
    body: unknown,
    path = '/feeds/c/events',
  ): Promise<[number, string, string | undefined]> {
    const { status, json } = await app.call(path, { body });
    const { code, errors } = json as Fault;
    return [status, code, errors?.[0]?.path];
  }
  const data = (text: string): string => `{"type":"set","data":${text}}`;
  const nested = (depth: number): string => `${'{"a":'.repeat(depth - 1)}{}${'}'.repeat(depth - 1)}`;

  it.each([
    '',
    '{',
    '{"type":"x"',
    "{'type':'x'}",
    '{"type":"x","data":{}}}',
    'undefined',
    '{"a":NaN}',
    '\u0000',
    '[1,]',
    '{"a":01}',
  ])('malformed JSON is 400: %j', async (body) => {
    expect((await attack(body)).slice(0, 2)).toEqual([400, 'bad_request']);
  });

  it('bytes that are not UTF-8 are 400', async () => {
    const body = Buffer.concat([
      Buffer.from('{"type":"set","data":{"a":"'),
      Buffer.from([0xc3, 0x28]),
      Buffer.from('"}}'),
    ]);
    expect((await attack(body)).slice(0, 2)).toEqual([400, 'bad_request']);
  });

  it.each(['[]', '"text"', '1', 'null', 'true'])('a body that is no object is 422: %s', async (body) => {
    expect(await attack(body)).toEqual([422, 'validation_failed', 'body']);
  });

  it.each([
    ['a missing type', '{"data":{}}', 'type'],
    ['a missing data', '{"type":"set"}', 'data'],
    ['a type that is a number', '{"type":1,"data":{}}', 'type'],
    ['an upper-case type', '{"type":"Set","data":{}}', 'type'],
    ['a type of 65 characters', `{"type":"${'x'.repeat(65)}","data":{}}`, 'type'],
    ['an empty type', '{"type":"","data":{}}', 'type'],
    ['a reserved type', '{"type":"amend","data":{}}', 'type'],
    ['the other reserved type', '{"type":"void","data":{}}', 'type'],
    ['data that is an array', data('[]'), 'data'],
    ['data that is null', data('null'), 'data'],
    ['data that is text', data('"x"'), 'data'],
    ['an unknown field', '{"type":"set","data":{},"seq":1}', 'seq'],
    ['a negative insertAfter', '{"type":"set","data":{},"insertAfter":-1}', 'insertAfter'],
    ['a fractional insertAfter', '{"type":"set","data":{},"insertAfter":0.5}', 'insertAfter'],
    ['U+0000 in text', data('{"a":{"b":"x\\u0000y"}}'), 'data.a.b'],
    ['U+0000 in a key', data('{"a\\u0000":1}'), 'data.a\ufffd'],
    ['a lone surrogate', data('{"a":"\\ud800"}'), 'data.a'],
    ['a lone surrogate in a key', data('{"\\udc00":1}'), 'data.\ufffd'],
    ['a number that overflows', data('{"a":1e400}'), 'data.a'],
    ['a negative number that overflows', data('{"a":[-1e400]}'), 'data.a.0'],
    ['an integer beyond 2^53-1', data('{"a":9007199254740993}'), 'data.a'],
    ['an integer below -(2^53-1)', data('{"a":-9007199254740992}'), 'data.a'],
    ['a key __proto__', data('{"a":{"__proto__":{"polluted":1}}}'), 'data.a.__proto__'],
    ['a key __proto__ at the top of data', data('{"__proto__":{"polluted":1}}'), 'data.__proto__'],
    [
      'a key __proto__ at the top of the body',
      '{"type":"set","data":{},"__proto__":{"polluted":1}}',
      '__proto__',
    ],
    ['33 levels', data(nested(33)), undefined],
  ])('%s is 422 and names its place', async (_, body, path) => {
    const [status, code, at] = await attack(body);
    expect([status, code]).toEqual([422, 'validation_failed']);
    if (path !== undefined) expect(at).toBe(path);
    else expect(at).toMatch(/^data(\.a)+$/);
  });

  it('constructor and prototype are ordinary keys that pollute nothing', async () => {
    const config = '{"constructor":{"prototype":{"polluted":1}},"nope":1}';
    expect((await attack(`{"id":"x","kind":"football","title":"x","config":${config}}`, '/feeds'))[0]).toBe(
      422,
    );
  });

  it.each([
    ['objects', (depth: number) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`],
    ['arrays', (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`],
  ])('4 MiB of nested %s neither overflow the stack nor stop the server', async (_, build) => {
    const deep = build(500_000);
    for (const body of [data(`{"a":${deep}}`), `{"type":${deep},"data":{}}`, `{"x":${deep}}`, deep]) {
      expect((await attack(body)).slice(0, 2)).toEqual([422, 'validation_failed']);
    }
    expect(
      (await attack(`{"id":"x","kind":"custom","title":"x","config":{"schema":${deep}}}`, '/feeds'))[0],
    ).toBe(422);
    for (const item of [`{"feed":"c","type":"set","data":{"a":${deep}}}`, deep]) {
      const { status, json } = await app.call('/events', { body: `{"events":[${item}]}` });
      expect([status, (json as { results: object[] }).results]).toEqual([
        200,
        [expect.objectContaining({ index: 0, status: 'rejected' })],
      ]);
    }
    expect((await app.call('//healthz')).status).toBe(200);
  });

  it('data over 64 KiB is refused, also when its length is not told', async () => {
    const body = data(`{"text":"${'x'.repeat(70_000)}"}`);
    expect((await attack(body)).slice(0, 2)).toEqual([413, 'payload_too_large']);
  });

  it.each([
    ['{"price":"NaN","size":"1"}', 'data.price'],
    ['{"price":1.5,"size":"1"}', 'data.price'],
    ['{"price":"1e3","size":"1"}', 'data.price'],
    ['{"price":"01","size":"1"}', 'data.price'],
    ['{"price":".5","size":"1"}', 'data.price'],
    ['{"price":"+1","size":"1"}', 'data.price'],
    ['{"price":"1,5","size":"1"}', 'data.price'],
    ['{"price":"Infinity","size":"1"}', 'data.price'],
    [`{"price":"${'9'.repeat(39)}","size":"1"}`, 'data.price'],
    ['{"price":"1","size":"-1"}', 'data.size'],
    ['{"price":"1"}', 'data.size'],
    ['{"price":"1","size":"1","color":"red"}', 'data.color'],
  ])('a trade that is no trade is 422: %s', async (text, path) => {
    expect(await attack(`{"type":"trade","data":${text}}`, '/feeds/q/events')).toEqual([
      422,
      'validation_failed',
      path,
    ]);
  });

  it.each([
    ['{"type":"goal","data":{"team":"visitors"}}', 'data.team'],
    ['{"type":"goal","data":{}}', 'data.team'],
    ['{"type":"goal","data":{"team":"home","how":"head"}}', 'data.how'],
    ['{"type":"touchdown","data":{}}', 'type'],
    ['{"type":"status","data":{"status":"finished"}}', 'data.status'],
  ])('a football event that is none is 422: %s', async (body, path) => {
    expect(await attack(body, '/feeds/f/events')).toEqual([422, 'validation_failed', path]);
  });

  it.each([
    'yesterday',
    '2026-06-11',
    '2026-06-11T18:00:00',
    '2026-06-11 18:00:00Z',
    '2026-02-29T18:00:00Z',
    '2026-13-01T00:00:00Z',
    '2026-06-11T24:00:00Z',
    '2026-06-11T18:60:00Z',
    '2026-06-11T18:00:60Z',
    '2026-06-11T18:00:00+24:00',
    '2026-6-11T18:00:00Z',
    '20260611T180000Z',
    'Thu, 11 Jun 2026 18:00:00 GMT',
    '1781200800',
    '10000-01-01T00:00:00Z',
    '',
  ])('a date in a wrong form is 422: %j', async (occurredAt) => {
    expect(await attack({ type: 'set', data: {}, occurredAt })).toEqual([
      422,
      'validation_failed',
      'occurredAt',
    ]);
    expect((await attack({ id: 'x', kind: 'custom', title: 'x', startsAt: occurredAt }, '/feeds'))[2]).toBe(
      'startsAt',
    );
  });

  it.each([1781200800, null, {}, true])('a date that is no text is 422: %j', async (occurredAt) => {
    expect(await attack({ type: 'set', data: {}, occurredAt })).toEqual([
      422,
      'validation_failed',
      'occurredAt',
    ]);
  });

  it.each(['a/b', 'ü', '', '.a', '-a', 'a b', 'a\n', 'x'.repeat(129), '../etc', 'a\u0000'])(
    'an id that is none is 422: %j',
    async (id) => {
      expect(await attack({ id, kind: 'custom', title: 'x' }, '/feeds')).toEqual([
        422,
        'validation_failed',
        'id',
      ]);
    },
  );

  it.each([
    ['title', 'a\u0000b'],
    ['title', '\ud800'],
    ['tags', ['a\u0000']],
  ])('text that no database holds is 422, not 500: %s', async (field, value) => {
    const [status, code] = await attack({ id: 'x', kind: 'custom', title: 'x', [field]: value }, '/feeds');
    expect([status, code]).toEqual([422, 'validation_failed']);
  });
});
