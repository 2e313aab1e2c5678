import { sparkPoints } from './spark.js';

describe('sparkPoints', () => {
  it('runs from the first close to the last price, the higher the nearer to the top', () => {
    const spark = sparkPoints([{ close: '1' }, { close: '3' }, { close: '2' }], '4');
    expect(spark).toEqual({ line: '0.00,94.00 50.00,35.33 100.00,6.00', count: 3, direction: 'up' });
  });

  it('needs two points, and lies still for a price that does', () => {
    expect(sparkPoints([{ close: '1' }], '1')).toBeUndefined();
    expect(sparkPoints([{ close: '1' }, {}, { close: '1' }], undefined)).toMatchObject({
      line: '0.00,50.00 100.00,50.00',
      direction: 'flat',
    });
  });

  it('keeps an hour', () => {
    const bars = Array.from({ length: 300 }, (_, index) => ({ close: String(index + 1) }));
    expect(sparkPoints(bars, undefined)?.count).toBe(60);
  });
});
