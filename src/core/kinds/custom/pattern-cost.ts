/** Longer text never matches a pattern: what bounds the work of a match. */
export const MAX_MATCHED_CHARACTERS = 256;

const MAX_PATTERN_CHARACTERS = 256;
const MAX_DEPTH = 16;
/** Two quantifiers without an end, anchored; or one that may begin anywhere. */
const MAX_WAYS = 150_000;

const QUANTIFIER = /^(?:([*+?])|\{([0-9]{1,4})(?:(,)([0-9]{0,4}))?\})\??/;
const ESCAPE =
  /^\\(?:u\{[0-9A-Fa-f]{1,6}\}|u[0-9A-Fa-f]{4}|x[0-9A-Fa-f]{2}|[pP]\{[^}]{1,40}\}|c[A-Za-z]|[^1-9kupPxc])/u;
const CLASS = /^\[(?:\\.|[^\]\\])*\]/u;
const GROUP = /^\((?:\?:|\?<[A-Za-z_$][\w$]*>)?/;

/** A pattern that may take too long, or that this reader does not understand. The message is for its author. */
class Refused extends Error {
  override readonly name = 'Refused';
}

/**
 * Counts in how many ways a pattern can match a text of MAX_MATCHED_CHARACTERS from one place: an upper bound of what backtracking
 * tries. Alternatives add up, what follows each other multiplies, a repetition may end after any of its rounds.
 */
class WayCounter {
  #rest: string;

  constructor(pattern: string) {
    this.#rest = pattern;
  }

  count(): number {
    const anchored = this.#rest.startsWith('^');
    const { ways, alternatives } = this.#alternation(0);
    if (this.#rest !== '') throw new Refused('has a closing bracket too many');
    return anchored && alternatives === 1 ? ways : ways * MAX_MATCHED_CHARACTERS;
  }

  #take(form: RegExp): string | undefined {
    const text = form.exec(this.#rest)?.[0];
    if (text !== undefined) this.#rest = this.#rest.slice(text.length);
    return text;
  }

  #alternation(depth: number): { readonly ways: number; readonly alternatives: number } {
    if (depth > MAX_DEPTH) throw new Refused('has groups nested too deep');
    let ways = 0;
    let alternatives = 0;
    do {
      let sequence = 1;
      while (this.#rest !== '' && !/^[|)]/.test(this.#rest)) {
        sequence *= this.#term(depth);
        if (sequence > MAX_WAYS) throw tooMany();
      }
      ways += sequence;
      alternatives += 1;
    } while (this.#take(/^\|/));
    return { ways, alternatives };
  }

  #term(depth: number): number {
    const ways = this.#atom(depth);
    const quantifier = QUANTIFIER.exec(this.#rest);
    if (!quantifier) return ways;
    this.#rest = this.#rest.slice(quantifier[0].length);
    const [min, max] = bounds(quantifier);
    if (ways === 1) return max - min + 1;
    let sum = 0;
    for (let rounds = min; rounds <= max; rounds++) {
      sum += ways ** rounds;
      if (sum > MAX_WAYS) throw tooMany();
    }
    return sum;
  }

  #atom(depth: number): number {
    if (/^\(\?<?[=!]/.test(this.#rest)) throw new Refused('looks around, which is not supported');
    if (this.#take(GROUP)) {
      const { ways } = this.#alternation(depth + 1);
      if (!this.#take(/^\)/)) throw new Refused('lacks a closing bracket');
      return ways;
    }
    if (this.#rest.startsWith('[') ? this.#take(CLASS) : this.#take(ESCAPE)) return 1;
    if (/^[\\[*+?{]/.test(this.#rest)) {
      throw new Refused('is not understood (back references are not supported either)');
    }
    this.#take(/^./su);
    return 1;
  }
}

function tooMany(): Refused {
  return new Refused(
    'could take too long to match: anchor it by ^, use at most two * or +, and none around a group that itself varies',
  );
}

/** Rounds of a quantifier, at least and at most. */
function bounds([, sign, least, comma, most]: RegExpExecArray): readonly [number, number] {
  if (sign === '?') return [0, 1];
  const min = sign ? (sign === '+' ? 1 : 0) : Number(least);
  if (!sign && !comma) return [min, min];
  const max = sign || !most ? MAX_MATCHED_CHARACTERS : Number(most);
  return [min, Math.max(min, Math.min(max, MAX_MATCHED_CHARACTERS))];
}

/** In how many ways `pattern` can match at most, or why it is refused, for its author. */
export function patternCost(pattern: string): number | string {
  if (pattern.length > MAX_PATTERN_CHARACTERS) return `is longer than ${MAX_PATTERN_CHARACTERS} characters`;
  try {
    const ways = new WayCounter(pattern).count();
    return ways > MAX_WAYS ? tooMany().message : ways;
  } catch (error) {
    if (error instanceof Refused) return error.message;
    throw error;
  }
}

/** A regular expression that no text longer than MAX_MATCHED_CHARACTERS matches. */
export class BoundedRegExp extends RegExp {
  override test(text: string): boolean {
    return text.length <= MAX_MATCHED_CHARACTERS && super.test(text);
  }
}
