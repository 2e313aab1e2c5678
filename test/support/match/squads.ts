import type { Team } from '../../../src/demo/final-2022.js';

/** Shirt numbers of the final of 2022, of all who appear in its events. */
const SQUADS: Readonly<Record<Team, Readonly<Record<string, number>>>> = {
  home: {
    'Nicolás Tagliafico': 3,
    'Gonzalo Montiel': 4,
    'Leandro Paredes': 5,
    'Germán Pezzella': 6,
    'Rodrigo De Paul': 7,
    'Marcos Acuña': 8,
    'Julián Álvarez': 9,
    'Lionel Messi': 10,
    'Ángel Di María': 11,
    'Cristian Romero': 13,
    'Nicolás Otamendi': 19,
    'Alexis Mac Allister': 20,
    'Paulo Dybala': 21,
    'Lautaro Martínez': 22,
    'Emiliano Martínez': 23,
    'Enzo Fernández': 24,
    'Nahuel Molina': 26,
  },
  away: {
    'Hugo Lloris': 1,
    'Axel Disasi': 3,
    'Raphaël Varane': 4,
    'Jules Koundé': 5,
    'Antoine Griezmann': 7,
    'Aurélien Tchouaméni': 8,
    'Olivier Giroud': 9,
    'Kylian Mbappé': 10,
    'Ousmane Dembélé': 11,
    'Randal Kolo Muani': 12,
    'Youssouf Fofana': 13,
    'Adrien Rabiot': 14,
    'Dayot Upamecano': 18,
    'Kingsley Coman': 20,
    'Theo Hernandez': 22,
    'Ibrahima Konaté': 24,
    'Eduardo Camavinga': 25,
    'Marcus Thuram': 26,
  },
};

/** The keys that name somebody by the number on the shirt. */
export function digitsOf(team: Team, player: string): readonly string[] {
  const number = SQUADS[team][player];
  if (number === undefined) throw new Error(`${player} is not in the squad.`);
  return [...String(number)];
}

/** A side as a feed's config has it. */
export function playersOf(team: Team): readonly { readonly number: number; readonly name: string }[] {
  return Object.entries(SQUADS[team]).map(([name, number]) => ({ number, name }));
}
