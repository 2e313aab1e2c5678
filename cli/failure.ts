/** What the process answers to its shell. */
export const EXIT = {
  ok: 0,
  /** It ran, but the outcome is not what was asked: rejected updates, a score that differs from the file. */
  failed: 1,
  usage: 2,
  /** The server cannot be reached or answers 5xx. */
  unavailable: 69,
  interrupted: 130,
} as const;

export type ExitCode = (typeof EXIT)[keyof typeof EXIT];

/** An end that its reader can act upon; printed without a stack. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    message: string,
    readonly exitCode: ExitCode = EXIT.failed,
  ) {
    super(message);
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
