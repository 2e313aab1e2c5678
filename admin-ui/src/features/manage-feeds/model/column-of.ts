const PARTS: Readonly<Record<string, string>> = { name: '', code: 'Code', color: 'Color' };
const WRITTEN_APART: ReadonlySet<string> = new Set([
  'competition',
  'venue',
  'rules',
  'bestOf',
  'finalSet',
  'symbol',
  'exchange',
  'currency',
  'priceScale',
  'previousClose',
]);

/** The column of a table that a fault of the server belongs to, and what of the path that does not say: `config.home.code` is `homeCode`. */
export function columnOf(path: string): string {
  const [root, name = '', part, ...deeper] = path.split('.');
  if (root !== 'config') return path;
  if (name === 'home' || name === 'away') {
    const ending = part === undefined ? '' : PARTS[part];
    if (ending !== undefined && deeper.length === 0) return name + ending;
  }
  return WRITTEN_APART.has(name) ? name : path;
}
