import { teamsOf } from '../../../shared/feed/teams.js';
import { en } from '../../../shared/i18n/en.js';
import { translator } from '../../../shared/i18n/translate.js';
import { entered, factsOfPick, isStranger, offered, unmistakable } from './picker.js';
import type { Picked, Situation } from './sport.js';
import { football } from './sports/football.js';

const players = [
  { number: 1, name: 'Hugo Lloris' },
  { number: 10, name: 'Kylian Mbappé' },
  { number: 11, name: 'Ousmane Dembélé' },
  { name: 'Olivier Giroud' },
];
const names = (typed: string) => offered(players, typed).map(({ name }) => name);
const numbered = (number: string) => `No. ${number}`;

describe('the picker', () => {
  it('finds players by shirt, and the exact number first', () => {
    expect(names('1')).toEqual(['Hugo Lloris', 'Kylian Mbappé', 'Ousmane Dembélé']);
    expect(names('10')).toEqual(['Kylian Mbappé']);
  });

  it('finds them by the beginning of any name, without accents', () => {
    expect(names('mbappe')).toEqual(['Kylian Mbappé']);
    expect(names('oli')).toEqual(['Olivier Giroud']);
    expect(names('illa')).toEqual([]);
  });

  it('takes a number as nobody but its wearer, and unknown words as a name', () => {
    expect(entered(players, '10', numbered)).toBe('Kylian Mbappé');
    expect(entered(players, '2', numbered)).toBe('No. 2');
    expect(entered(players, 'deMb', numbered)).toBe('Ousmane Dembélé');
    expect(entered(players, 'A streaker', numbered)).toBe('A streaker');
    expect(entered(players, '  ', numbered)).toBeUndefined();
    expect(entered([], '9', numbered)).toBe('No. 9');
  });

  it('knows a stranger: a name that nobody has, where there is a line-up', () => {
    expect(['H4', 'A streaker'].map((typed) => isStranger(players, typed))).toEqual([true, true]);
    expect(['', ' ', '99', 'mbappe', 'k'].map((typed) => isStranger(players, typed))).not.toContain(true);
    expect(isStranger([], 'H4')).toBe(false);
  });

  it('takes a shirt number at once only when it can be nobody else’s', () => {
    expect(unmistakable(players, '10')).toBe('Kylian Mbappé');
    expect(unmistakable(players, '1')).toBeUndefined();
    expect(unmistakable(players, '2')).toBeUndefined();
    expect(unmistakable(players, 'k')).toBeUndefined();
    expect(unmistakable([{ number: 7, name: 'Son' }], '7')).toBe('Son');
  });
});

describe('what a pick publishes', () => {
  const at45 = {
    state: {
      period: 'first_half',
      clock: { direction: 'up', running: false, anchorAt: '', valueMs: 46 * 60_000 },
    },
    config: {},
    now: 0,
  };
  const publish = (id: string, picked: Picked, situation: Situation = at45) => {
    const action = football.actions.find((one) => one.id === id);
    if (action?.does.kind !== 'play') throw new Error(`${id} is no play.`);
    const teams = teamsOf({}, { home: 'Home', away: 'Away' });
    return factsOfPick(action.does.play, picked, situation, football.minuteOf, {
      t: translator(en, 'en'),
      teams,
    });
  };

  it('is the event that was asked for, with the minute', () => {
    expect(publish('goal', { team: 'away', player: 'X', choice: 'penalty' })).toEqual([
      { type: 'goal', data: { team: 'away', player: 'X', kind: 'penalty', minute: 45, stoppage: 2 } },
    ]);
    expect(publish('yellow', { team: 'home', choice: 'second_yellow' }, { ...at45, state: {} })).toEqual([
      { type: 'card', data: { team: 'home', color: 'second_yellow' } },
    ]);
    expect(publish('substitution', { team: 'home', player: 'Off', on: 'On' })).toEqual([
      { type: 'substitution', data: { team: 'home', out: 'Off', in: 'On', minute: 45, stoppage: 2 } },
    ]);
  });

  it('gives the usual answer where none was chosen', () => {
    expect(publish('shootout', { team: 'home' })).toEqual([
      { type: 'shootout_kick', data: { team: 'home', outcome: 'scored' } },
    ]);
  });

  it('starts the video check of what is published as pending', () => {
    const types = publish('red', { team: 'home', checked: true }).map(({ type, data }) => [type, data]);
    expect(types).toEqual([
      ['card', expect.objectContaining({ color: 'red' })],
      ['var', { phase: 'start', subject: 'red_card' }],
    ]);
    expect(publish('yellow', { team: 'home', checked: true })).toHaveLength(1);
  });
});
