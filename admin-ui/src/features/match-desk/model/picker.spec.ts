import { entered, factOfPick, offered } from './picker.js';

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

  it('makes the event that was asked for, with the minute', () => {
    expect(
      factOfPick('goal', { team: 'away', player: 'X', kind: 'penalty' }, { minute: 45, stoppage: 2 }),
    ).toEqual({
      type: 'goal',
      data: { team: 'away', player: 'X', kind: 'penalty', minute: 45, stoppage: 2 },
    });
    expect(factOfPick('yellow', { team: 'home', color: 'second_yellow' }, undefined)).toEqual({
      type: 'card',
      data: { team: 'home', color: 'second_yellow' },
    });
    expect(factOfPick('substitution', { team: 'home', player: 'Off', on: 'On' }, { minute: 70 })).toEqual({
      type: 'substitution',
      data: { team: 'home', out: 'Off', in: 'On', minute: 70 },
    });
  });
});
