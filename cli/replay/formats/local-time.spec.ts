import { iso, isZone, localInstant } from './local-time.js';

describe('localInstant', () => {
  it.each([
    ['2024-08-17', 12 * 60 + 30, 'Europe/London', '2024-08-17T11:30:00.000Z'],
    ['2024-12-26', 15 * 60, 'Europe/London', '2024-12-26T15:00:00.000Z'],
    ['2022-12-18', 18 * 60, 'Asia/Qatar', '2022-12-18T15:00:00.000Z'],
    ['2017-03-10', 16 * 60, 'America/New_York', '2017-03-10T21:00:00.000Z'],
    ['2017-03-13', 16 * 60, 'America/New_York', '2017-03-13T20:00:00.000Z'],
    ['2024-03-31', 3 * 60 + 30, 'Europe/Berlin', '2024-03-31T01:30:00.000Z'],
  ])('%s minute %i in %s is %s', (date, minutes, zone, expected) => {
    expect(iso(localInstant(date, minutes, zone))).toBe(expected);
  });

  it('knows zones from other text', () => {
    expect(isZone('Europe/Paris')).toBe(true);
    expect(isZone('Europe/Atlantis')).toBe(false);
  });
});
