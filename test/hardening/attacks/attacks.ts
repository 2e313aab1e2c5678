import type { Target } from './target.js';

/** Each attack by its name, and by what becomes of it. */
export type Attacks = Readonly<Record<string, (target: Target) => Promise<void>>>;
