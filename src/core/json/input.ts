import type { Issue } from '../protocol/errors.js';

const MAX_DEPTH = 32;
const MAX_ISSUES = 20;
const MAX_PATH = 200;
const NUL = '\u0000';
/** With the `u` flag a surrogate that is part of a pair is not matched. */
const LONE_SURROGATE = /\p{Surrogate}/u;
const UNPRINTABLE = /[\0\p{Surrogate}]/gu;

const TOO_DEEP = `is nested deeper than ${MAX_DEPTH} levels`;

/** What no stored text may hold; undefined when there is nothing of it. */
export function textFault(text: string): string | undefined {
  if (text.includes(NUL)) return 'contains the character U+0000';
  if (LONE_SURROGATE.test(text)) return 'contains a lone surrogate (half of a character)';
  return undefined;
}

function keyFault(key: string): string | undefined {
  if (key === '__proto__') return 'has a reserved name';
  const fault = textFault(key);
  return fault && `has a name that ${fault}`;
}

function numberFault(value: number): string | undefined {
  if (!Number.isFinite(value)) return 'is a number too large to hold';
  if (Number.isInteger(value) && !Number.isSafeInteger(value)) {
    return 'is an integer beyond ±(2^53-1): send it as a string';
  }
  return undefined;
}

function leafFault(value: unknown): string | undefined {
  if (typeof value === 'string') return textFault(value);
  if (typeof value === 'number') return numberFault(value);
  if (value === null || typeof value === 'boolean') return undefined;
  return 'is not JSON';
}

/** Walks depth first; the path is built only for what is reported. */
class Checker {
  readonly issues: Issue[] = [];
  readonly #keys: (string | number)[] = [];
  readonly #root: string;

  constructor(root: string) {
    this.#root = root;
  }

  #report(message: string, key?: string | number): void {
    if (this.issues.length >= MAX_ISSUES) return;
    const keys = key === undefined ? this.#keys : [...this.#keys, key];
    const path = [this.#root, ...keys].filter((part) => part !== '').join('.');
    this.issues.push({ path: path.slice(0, MAX_PATH).replaceAll(UNPRINTABLE, '\ufffd'), message });
  }

  check(value: unknown, key: string | number | undefined, depth: number): void {
    if (typeof value !== 'object' || value === null) {
      const fault = leafFault(value);
      if (fault) this.#report(fault, key);
      return;
    }
    if (depth > MAX_DEPTH) return this.#report(TOO_DEEP, key);
    if (key !== undefined) this.#keys.push(key);
    if (Array.isArray(value)) this.#items(value, depth);
    else this.#members(value as Record<string, unknown>, depth);
    if (key !== undefined) this.#keys.pop();
  }

  #items(value: readonly unknown[], depth: number): void {
    for (let index = 0; index < value.length && this.issues.length < MAX_ISSUES; index++) {
      this.check(value[index], index, depth + 1);
    }
  }

  #members(value: Record<string, unknown>, depth: number): void {
    for (const key of Object.keys(value)) {
      if (this.issues.length >= MAX_ISSUES) return;
      const fault = keyFault(key);
      if (fault) this.#report(fault, key);
      this.check(value[key], key, depth + 1);
    }
  }
}

/**
 * What no kind accepts in untrusted JSON: U+0000 and lone surrogates in strings and keys, a key `__proto__`, nesting over 32 levels
 * (`value` itself is the first), integers beyond ±(2^53-1), numbers that overflowed while parsing. At most 20 issues, with paths from
 * `path` on, such as `data.player.name`.
 */
export function checkInput(value: unknown, path: string): readonly Issue[] {
  const checker = new Checker(path);
  checker.check(value, undefined, 1);
  return checker.issues;
}
