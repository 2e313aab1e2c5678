import type { Happening } from './supervised-process.js';

/** A line for the terminal; undefined for what need not be said. */
export function happeningText(happening: Happening): string | undefined {
  const { service } = happening;
  switch (happening.kind) {
    case 'started':
      return undefined;
    case 'serving':
      return `${service} (pid ${happening.pid}) serves after ${seconds(happening.afterMs)}`;
    case 'hung':
      return `${service} (pid ${happening.pid}) does not answer: killed`;
    case 'leftovers':
      return `${service} (pid ${happening.pid}) left processes behind that could not be ended`;
    case 'lost':
      return `${service} is supervised no further: ${happening.error instanceof Error ? happening.error.message : String(happening.error)}`;
    case 'ended':
      return `${service} (pid ${happening.pid}) ended with ${happening.signal ?? `exit code ${happening.code}`}${sequel(happening)}`;
  }
}

function sequel({ againInMs, failures }: Extract<Happening, { kind: 'ended' }>): string {
  if (againInMs === undefined) return '';
  const loop = failures > 1 ? `, ${failures} times in a row before it served` : '';
  return `${loop}; started again in ${seconds(againInMs)}`;
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}
