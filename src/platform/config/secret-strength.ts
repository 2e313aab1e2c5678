/** What people write where something secret belongs, longest first. None of it is secret. */
const WORDS = [
  ...['placeholder', 'production', 'touchline', 'characters', 'administrator', 'changeit', 'changeme'],
  ...['insecure', 'password', 'passwort', 'passphrase', 'example', 'default', 'replace', 'session', 'secret'],
  ...[
    'random',
    'string',
    'change',
    'please',
    'admin',
    'token',
    'least',
    'value',
    'apikey',
    'dummy',
    'thirty',
  ],
  ...['qwertyuiop', 'qwerty', 'letmein', 'welcome', 'that', 'does', 'exist', 'this', 'with', 'your', 'long'],
  ...['test', 'demo', 'prod', 'more', 'than', 'must', 'pass', 'here', 'some', 'key', 'two', 'not', 'api'],
  ...['the', 'for', 'now', 'dev', 'foo', 'bar', 'set', 'it', 'is', 'at', 'be', 'me', 'my', 'to', 'of', 'in'],
  ...['an', 'or', 'a'],
];
/** Of what is left when all that anybody could guess is taken away. */
const LEFT = 16;
const DISTINCT = 7;

/**
 * Whether a secret that is long enough can be guessed all the same: it repeats itself, counts up or down, has hardly any different
 * characters, or is made of words that stand in every example. Random ones, of hexadecimal digits too, practically never are.
 */
export function isGuessable(secret: string): boolean {
  if (isMonotonous(secret)) return true;
  const left = withoutWords(secret);
  return left.length < LEFT || isMonotonous(left);
}

/** The same of a password that a person chose: only what everybody tries first. */
export function isCommon(password: string): boolean {
  return repeats(password) || counts(password) || withoutWords(password).replace(/\d/g, '').length <= 1;
}

function isMonotonous(text: string): boolean {
  return new Set(text).size < DISTINCT || repeats(text) || counts(text);
}

/** Words stand between what is no letter, or run together. */
function withoutWords(text: string): string {
  let left = text.toLowerCase();
  for (const word of WORDS) {
    // Of the short ones only whole words: random letters hold some.
    left =
      word.length > 3
        ? left.replaceAll(word, ' ')
        : left.replaceAll(new RegExp(`(?<![a-z])${word}(?![a-z])`, 'g'), ' ');
  }
  return left.replaceAll(/[^a-z0-9]/g, '');
}

/** A part of at most half its length, over and over. */
function repeats(text: string): boolean {
  for (let period = 1; period <= text.length / 2; period++) {
    let at = period;
    while (at < text.length && text[at] === text[at - period]) at++;
    if (at >= text.length) return true;
  }
  return false;
}

/** Most characters are the neighbours of those before them. */
function counts(text: string): boolean {
  let steps = 0;
  for (let at = 1; at < text.length; at++) {
    const step = text.charCodeAt(at) - text.charCodeAt(at - 1);
    if (Math.abs(step) <= 1) steps++;
  }
  return steps > (text.length - 1) * 0.7;
}
