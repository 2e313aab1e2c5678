import { isObject, type JsonObject } from '../../../../src/core/json/json.js';

/** States come from any publisher: what is not of the expected type counts as absent. */
export function text(state: JsonObject, key: string): string | undefined {
  const value = state[key];
  return typeof value === 'string' && value !== '' ? value : undefined;
}

export function count(state: JsonObject, key: string): number | undefined {
  const value = state[key];
  return typeof value === 'number' ? value : undefined;
}

export function object(state: JsonObject, key: string): JsonObject {
  const value = state[key];
  return isObject(value) ? value : {};
}

export interface Pair {
  readonly home: number;
  readonly away: number;
}

export function pair(state: JsonObject, key: string): Pair | undefined {
  const { home, away } = object(state, key);
  return typeof home === 'number' && typeof away === 'number' ? { home, away } : undefined;
}
