import { healthOf } from './health.js';

const LAST = Date.parse('2022-12-18T15:00:00.000Z');
const after = (
  seconds: number,
  more: { active?: boolean; expectedIntervalSeconds?: number | undefined } = {},
) =>
  healthOf({
    active: true,
    lastSignalAt: LAST,
    expectedIntervalSeconds: 10,
    now: LAST + seconds * 1000,
    ...more,
  });

describe('the health of a feed', () => {
  it('is stale after one expected interval of silence and lost after three, each since then', () => {
    expect(after(9.999)).toEqual({ status: 'ok', since: '2022-12-18T15:00:00.000Z' });
    expect(after(10)).toEqual({ status: 'stale', since: '2022-12-18T15:00:10.000Z' });
    expect(after(29.999)).toEqual({ status: 'stale', since: '2022-12-18T15:00:10.000Z' });
    expect(after(30)).toEqual({ status: 'lost', since: '2022-12-18T15:00:30.000Z' });
    expect(after(86_400)).toMatchObject({ status: 'lost', since: '2022-12-18T15:00:30.000Z' });
  });

  it('is ok while nothing is expected: not live, or no interval stated', () => {
    expect(after(100, { active: false })).toMatchObject({ status: 'ok' });
    expect(after(100, { expectedIntervalSeconds: undefined })).toMatchObject({ status: 'ok' });
  });
});
