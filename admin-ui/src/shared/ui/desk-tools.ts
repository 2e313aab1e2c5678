import { createContext, use, type ReactNode } from 'react';

/** What every desk offers in its head, whatever it is for. */
export const DeskTools = createContext<ReactNode>(null);

export function useDeskTools(): ReactNode {
  return use(DeskTools);
}
