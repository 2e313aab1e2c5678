/** Where a command writes. Results go to `out`, everything about the work to `notes`, so that output can be piped. */
export interface Terminal {
  out(line: string): void;
  note(line: string): void;
  /** Whether `notes` are read on a screen that can redraw a line. */
  readonly interactive: boolean;
}

export class ProcessTerminal implements Terminal {
  readonly interactive = process.stderr.isTTY === true;

  out(line: string): void {
    process.stdout.write(`${line}\n`);
  }

  note(line: string): void {
    process.stderr.write(`${line}\n`);
  }
}

/** Columns as wide as their widest cell; numbers are the caller's to align. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...rows.map(line)];
}
