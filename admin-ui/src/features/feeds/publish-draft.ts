import { isObject, type JsonObject } from '../../../../src/core/json/json.js';
import type { Issue } from '../../../../src/core/protocol/errors.js';

export interface PublishFaults {
  readonly type: readonly string[];
  readonly data: readonly string[];
  readonly other: readonly string[];
}

/** The data that was written, or where it stops being JSON. */
export function parseData(
  written: string,
): { readonly data: JsonObject } | { readonly fault: 'json' | 'object' } {
  let value: unknown;
  try {
    value = JSON.parse(written);
  } catch (error) {
    if (error instanceof SyntaxError) return { fault: 'json' };
    throw error;
  }
  return isObject(value) ? { data: value } : { fault: 'object' };
}

/** The server's faults, each at the field that it names. */
export function sortFaults(issues: readonly Issue[]): PublishFaults {
  const at = (fits: (path: string) => boolean): readonly string[] =>
    issues.filter(({ path }) => fits(path)).map(({ path, message }) => `${path}: ${message}`);
  const isData = (path: string): boolean => path === 'data' || path.startsWith('data.');
  return {
    type: at((path) => path === 'type'),
    data: at(isData),
    other: at((path) => path !== 'type' && !isData(path)),
  };
}
