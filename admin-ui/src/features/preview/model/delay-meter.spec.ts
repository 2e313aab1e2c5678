import fc from 'fast-check';
import { DelayMeter, KEPT_SAMPLES, summarise, type Arrival } from './delay-meter.js';

const NOW = Date.UTC(2026, 10, 20, 14);
const arrival = (seq: number, rest: Partial<Arrival> = {}): Arrival => ({
  seq,
  fromSeq: seq - 1,
  arrivedAt: 1_040,
  serverNow: NOW + 12,
  committedAt: NOW,
  releaseMs: 0,
  ...rest,
});
const press = (seq: number, pressedAt = 1_000, hindered = false) => ({ seq, pressedAt, hindered });

function live(): DelayMeter {
  const meter = new DelayMeter();
  meter.live(NOW - 60_000);
  return meter;
}

describe('DelayMeter', () => {
  it('measures a press to its arrival, whichever of the two is known first', () => {
    for (const order of [0, 1]) {
      const meter = live();
      const steps = [() => meter.pressed(press(7)), () => meter.arrived(arrival(7))];
      steps[order]?.();
      steps[1 - order]?.();
      expect(meter.delays().press).toMatchObject({ last: { seq: 7, totalMs: 40, wayMs: 40 }, count: 1 });
      expect(meter.delays().commit).toMatchObject({ last: { totalMs: 12 }, count: 1 });
    }
  });

  it('tells the way from the delay that is meant', () => {
    const meter = live();
    meter.pressed(press(1));
    meter.arrived(arrival(1, { arrivedAt: 31_055, serverNow: NOW + 30_015, releaseMs: 30_000 }));
    expect(meter.delays().press?.last).toEqual({ seq: 1, totalMs: 30_055, releaseMs: 30_000, wayMs: 55 });
    expect(meter.delays().commit?.last).toMatchObject({ releaseMs: 30_000, wayMs: 15 });
  });

  it('finds a press in a message that brings several events', () => {
    const meter = live();
    meter.arrived(arrival(9, { fromSeq: 4 }));
    meter.pressed(press(6));
    meter.pressed(press(4));
    expect(meter.delays().press).toMatchObject({ last: { seq: 6 }, count: 1 });
  });

  it('counts what waited for the network apart', () => {
    const meter = live();
    meter.arrived(arrival(1));
    meter.pressed(press(1, 0, true));
    expect(meter.delays()).toMatchObject({ press: undefined, hindered: 1 });
  });

  it('leaves out what was due while there was no connection', () => {
    const meter = new DelayMeter();
    meter.pressed(press(1));
    meter.arrived(arrival(1));
    expect(meter.delays()).toMatchObject({ press: undefined, commit: undefined });
    meter.live(NOW + 1_000);
    meter.arrived(arrival(2));
    expect(meter.delays().commit).toBeUndefined();
    meter.arrived(arrival(3, { committedAt: NOW, releaseMs: 5_000, serverNow: NOW + 5_004 }));
    expect(meter.delays().commit).toMatchObject({ last: { seq: 3, wayMs: 4 } });
    meter.lost();
    meter.pressed(press(3));
    expect(meter.delays().press).toBeUndefined();
  });

  it('is never negative where clocks disagree', () => {
    const meter = live();
    meter.arrived(arrival(1, { serverNow: NOW - 3 }));
    expect(meter.delays().commit?.last.totalMs).toBe(0);
  });

  it('keeps as many as tell how it is now', () => {
    const meter = live();
    for (let seq = 1; seq <= 200; seq++) {
      meter.pressed(press(seq));
      meter.arrived(arrival(seq));
    }
    expect(meter.delays().press?.count).toBe(KEPT_SAMPLES);
  });
});

describe('summarise', () => {
  it('has half of the samples on either side of the median', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 5_000 }), { minLength: 1, maxLength: 50 }), (ways) => {
        const samples = ways.map((wayMs, seq) => ({ seq, totalMs: wayMs, releaseMs: 0, wayMs }));
        const { medianMs = 0, worstMs } = summarise(samples) ?? {};
        expect(ways.filter((way) => way < medianMs).length * 2).toBeLessThanOrEqual(ways.length);
        expect(ways.filter((way) => way > medianMs).length * 2).toBeLessThanOrEqual(ways.length);
        expect(worstMs).toBe(Math.max(...ways));
      }),
    );
  });
});
