import { holderOf, MAX_STROKES, type KeyMap, type KeySet } from './key-map.js';
import { strokeFault, type StrokeFault } from './stroke.js';

const FORMAT = 'touchline.keys';
const VERSION = 1;
/** Far more than all desks have actions. */
export const MAX_FILE_BYTES = 64 * 1024;
const MAX_FAULTS = 20;

export type FileFault =
  | { readonly code: 'notJson' | 'notKeys' | 'empty' }
  | { readonly code: 'version'; readonly version: string }
  | { readonly code: 'desk'; readonly desk: string }
  | { readonly code: 'action' | 'strokes' | 'tooMany'; readonly desk: string; readonly action: string }
  | {
      readonly code: StrokeFault;
      readonly desk: string;
      readonly action: string;
      readonly stroke: string;
    }
  | {
      readonly code: 'twice';
      readonly desk: string;
      readonly action: string;
      readonly other: string;
      readonly stroke: string;
    };

export type FileRead =
  { readonly keys: Readonly<Record<string, KeyMap>> } | { readonly faults: readonly FileFault[] };

/** All the keys of all desks, whether rebound or not: a file says by itself what it does. */
export function writeKeyFile(keys: Readonly<Record<string, KeyMap>>): string {
  return `${JSON.stringify({ format: FORMAT, version: VERSION, desks: keys }, null, 2)}\n`;
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The keys of a file, whole actions of desks that exist here; or all that is wrong with it. */
export function readKeyFile(text: string, sets: readonly KeySet[]): FileRead {
  let file: unknown;
  try {
    file = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return { faults: [{ code: 'notJson' }] };
    throw error;
  }
  if (!isRecord(file) || file['format'] !== FORMAT) return { faults: [{ code: 'notKeys' }] };
  if (file['version'] !== VERSION) {
    return { faults: [{ code: 'version', version: String(file['version'] ?? '–').slice(0, 20) }] };
  }
  const desks = file['desks'];
  if (!isRecord(desks)) return { faults: [{ code: 'notKeys' }] };
  if (Object.keys(desks).length === 0) return { faults: [{ code: 'empty' }] };
  const faults = Object.entries(desks).flatMap(([desk, keys]) =>
    faultsOf(
      desk,
      keys,
      sets.find(({ id }) => id === desk),
    ),
  );
  if (faults.length > 0) return { faults: faults.slice(0, MAX_FAULTS) };
  return { keys: desks as Readonly<Record<string, KeyMap>> };
}

function faultsOf(desk: string, keys: unknown, set: KeySet | undefined): readonly FileFault[] {
  if (!set || !isRecord(keys)) return [{ code: 'desk', desk }];
  const seen: Record<string, readonly string[]> = {};
  const faults: FileFault[] = [];
  for (const [action, strokes] of Object.entries(keys)) {
    const where = { desk, action };
    if (!Object.hasOwn(set.defaults, action)) faults.push({ code: 'action', ...where });
    else if (!isTexts(strokes)) faults.push({ code: 'strokes', ...where });
    else if (strokes.length > MAX_STROKES) faults.push({ code: 'tooMany', ...where });
    else {
      for (const stroke of strokes) faults.push(...strokeFaults(where, stroke, seen));
      seen[action] = strokes;
    }
  }
  return faults;
}

function strokeFaults(
  where: { readonly desk: string; readonly action: string },
  stroke: string,
  seen: KeyMap,
): readonly FileFault[] {
  const code = strokeFault(stroke);
  if (code) return [{ code, ...where, stroke }];
  const other = holderOf(seen, stroke);
  return other === undefined ? [] : [{ code: 'twice', ...where, other, stroke }];
}

function isTexts(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((item) => typeof item === 'string');
}
