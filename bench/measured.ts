import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { cpus, loadavg } from 'node:os';
import { resolve } from 'node:path';

/** A TypeScript program of this folder in a process of its own; it ends with this one. */
export class Helper<Answer = unknown> implements Disposable {
  readonly #child: ChildProcess;

  constructor(file: string, ...args: readonly string[]) {
    this.#child = fork(resolve('scripts/run-typescript.mjs'), [resolve(file), ...args], {
      execArgv: [],
      execPath: process.execPath,
    });
  }

  /** What it says next, after `question` when there is one. */
  async says(question?: string): Promise<Answer> {
    if (question !== undefined) this.#child.send(question);
    const [answer] = (await once(this.#child, 'message')) as [Answer];
    return answer;
  }

  [Symbol.dispose](): void {
    this.#child.kill('SIGKILL');
  }
}

/** Sorted ascending; NaN of nothing. */
export function quantile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

/** `--name value` pairs of whole numbers, over their defaults. */
export function readNumbers<Names extends string>(
  defaults: Readonly<Record<Names, number>>,
): Record<Names, number> {
  const values: Record<string, number> = { ...defaults };
  const args = process.argv.slice(2);
  for (let at = 0; at < args.length; at += 2) {
    const name = args[at]?.slice(2) ?? '';
    const value = Number(args[at + 1]);
    if (!(name in defaults) || !Number.isSafeInteger(value) || value < 1) {
      throw new Error(
        `${args[at]} ${args[at + 1]}: give ${Object.keys(defaults)
          .map((key) => `--${key} N`)
          .join(' ')}`,
      );
    }
    values[name] = value;
  }
  return values as Record<Names, number>;
}

/** What the machine was, and what else it did. */
export function machine(): string {
  const [model] = cpus();
  return `${cpus().length} x ${model?.model.trim()}, load ${loadavg()[0]?.toFixed(1)}, Node ${process.versions.node}`;
}

export function pause(ms: number): Promise<void> {
  return new Promise((resume) => setTimeout(resume, ms));
}

/** Columns as wide as what stands in them, the first to the left. */
export function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows
    .map((row) =>
      row
        .map((cell, at) => (at === 0 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0)))
        .join('  '),
    )
    .join('\n');
}
