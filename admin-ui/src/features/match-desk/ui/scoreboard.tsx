import type { ReactNode } from 'react';
import { BasketballBoard } from './basketball-board.js';
import { useDesk } from './desk-context.js';
import { FootballBoard } from './football-board.js';
import { TennisBoard } from './tennis-board.js';

const BOARDS: Readonly<Record<string, () => ReactNode>> = {
  football: FootballBoard,
  basketball: BasketballBoard,
  tennis: TennisBoard,
};

/** What spectators see of the match, large. */
export function Scoreboard(): ReactNode {
  const { sport } = useDesk();
  const Board = BOARDS[sport.kind];
  return Board ? <Board /> : null;
}
