/** The final of the football World Cup of 2022, by its public facts. Times are minutes of the match as they are shown. */

export type Team = 'home' | 'away';

interface Moment {
  readonly minute: number;
  readonly stoppage?: number;
}

export const TEAMS = {
  home: { name: 'Argentina', code: 'ARG', color: '#75AADB' },
  away: { name: 'France', code: 'FRA', color: '#21304D' },
} as const;

export const COMPETITION = 'World Cup 2022, final';
export const VENUE = 'Lusail Stadium';

/** Shirt number and name; `(c)` leads the side. */
export const LINE_UPS: Readonly<Record<Team, string>> = {
  home: '23 E. Martínez – 26 Molina, 13 Romero, 19 Otamendi, 3 Tagliafico – 7 De Paul, 24 E. Fernández, 20 Mac Allister – 10 Messi (c), 9 J. Álvarez, 11 Di María',
  away: '1 Lloris (c) – 5 Koundé, 4 Varane, 18 Upamecano, 22 T. Hernandez – 8 Tchouaméni, 14 Rabiot – 11 Dembélé, 7 Griezmann, 10 Mbappé – 9 Giroud',
};

export const GOALS: readonly (Moment & {
  readonly team: Team;
  readonly player: string;
  readonly kind: 'open_play' | 'penalty';
  readonly assist?: string;
})[] = [
  { minute: 23, team: 'home', player: 'Lionel Messi', kind: 'penalty' },
  { minute: 36, team: 'home', player: 'Ángel Di María', kind: 'open_play', assist: 'Alexis Mac Allister' },
  { minute: 80, team: 'away', player: 'Kylian Mbappé', kind: 'penalty' },
  { minute: 81, team: 'away', player: 'Kylian Mbappé', kind: 'open_play', assist: 'Marcus Thuram' },
  { minute: 108, team: 'home', player: 'Lionel Messi', kind: 'open_play' },
  { minute: 118, team: 'away', player: 'Kylian Mbappé', kind: 'penalty' },
];

export const CARDS: readonly (Moment & { readonly team: Team; readonly player: string })[] = [
  { minute: 45, stoppage: 7, team: 'home', player: 'Enzo Fernández' },
  { minute: 55, team: 'away', player: 'Adrien Rabiot' },
  { minute: 87, team: 'away', player: 'Marcus Thuram' },
  { minute: 90, stoppage: 5, team: 'away', player: 'Olivier Giroud' },
  { minute: 90, stoppage: 8, team: 'home', player: 'Marcos Acuña' },
  { minute: 114, team: 'home', player: 'Leandro Paredes' },
  { minute: 116, team: 'home', player: 'Gonzalo Montiel' },
];

export const SUBSTITUTIONS: readonly (Moment & {
  readonly team: Team;
  readonly in: string;
  readonly out: string;
})[] = [
  { minute: 41, team: 'away', in: 'Marcus Thuram', out: 'Olivier Giroud' },
  { minute: 41, team: 'away', in: 'Randal Kolo Muani', out: 'Ousmane Dembélé' },
  { minute: 64, team: 'home', in: 'Marcos Acuña', out: 'Ángel Di María' },
  { minute: 71, team: 'away', in: 'Kingsley Coman', out: 'Antoine Griezmann' },
  { minute: 71, team: 'away', in: 'Eduardo Camavinga', out: 'Theo Hernandez' },
  { minute: 91, team: 'home', in: 'Gonzalo Montiel', out: 'Nahuel Molina' },
  { minute: 96, team: 'away', in: 'Youssouf Fofana', out: 'Adrien Rabiot' },
  { minute: 102, team: 'home', in: 'Leandro Paredes', out: 'Rodrigo De Paul' },
  { minute: 102, team: 'home', in: 'Lautaro Martínez', out: 'Julián Álvarez' },
  { minute: 113, team: 'away', in: 'Ibrahima Konaté', out: 'Raphaël Varane' },
  { minute: 116, team: 'home', in: 'Germán Pezzella', out: 'Alexis Mac Allister' },
  { minute: 120, stoppage: 1, team: 'away', in: 'Axel Disasi', out: 'Jules Koundé' },
  { minute: 120, stoppage: 1, team: 'home', in: 'Paulo Dybala', out: 'Nicolás Tagliafico' },
];

/** `minutes` were announced, or are the shortest that fits what happened. */
export const PERIODS: readonly {
  readonly period: string;
  readonly from: number;
  readonly to: number;
  readonly stoppage: number;
  readonly announced: boolean;
}[] = [
  { period: 'first_half', from: 0, to: 45, stoppage: 7, announced: true },
  { period: 'second_half', from: 45, to: 90, stoppage: 8, announced: true },
  { period: 'et_first_half', from: 90, to: 105, stoppage: 1, announced: false },
  { period: 'et_second_half', from: 105, to: 120, stoppage: 3, announced: true },
];

export type Kick =
  | { readonly team: Team; readonly player: string; readonly outcome: 'scored' | 'missed' | 'saved' }
  | { readonly card: { readonly team: Team; readonly player: string; readonly minute: number } };

/** In the order in which they were taken; the goalkeeper was booked between two of them. */
export const SHOOTOUT: readonly Kick[] = [
  { team: 'away', player: 'Kylian Mbappé', outcome: 'scored' },
  { team: 'home', player: 'Lionel Messi', outcome: 'scored' },
  { team: 'away', player: 'Kingsley Coman', outcome: 'saved' },
  { team: 'home', player: 'Paulo Dybala', outcome: 'scored' },
  { card: { team: 'home', player: 'Emiliano Martínez', minute: 125 } },
  { team: 'away', player: 'Aurélien Tchouaméni', outcome: 'missed' },
  { team: 'home', player: 'Leandro Paredes', outcome: 'scored' },
  { team: 'away', player: 'Randal Kolo Muani', outcome: 'scored' },
  { team: 'home', player: 'Gonzalo Montiel', outcome: 'scored' },
];
