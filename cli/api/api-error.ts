import type { ErrorCode, Problem } from '../../src/core/protocol/errors.js';

/** The server answered, and refused. */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly retryable: boolean;

  constructor(
    readonly status: number,
    readonly code: ErrorCode | 'unknown',
    detail: string,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(detail);
    this.retryable = status === 429 || status >= 500;
  }

  static from(status: number, body: unknown, retryAfter: string | null): ApiProblem {
    const problem = (typeof body === 'object' && body !== null ? body : {}) as Partial<Problem>;
    const issues = problem.errors?.map((issue) => `${issue.path}: ${issue.message}`).join('; ');
    const detail = issues || problem.detail || problem.title || `HTTP ${status}`;
    const seconds = retryAfter === null ? Number.NaN : Number(retryAfter);
    return new ApiProblem(
      status,
      problem.code ?? 'unknown',
      detail,
      Number.isFinite(seconds) ? seconds : undefined,
    );
  }
}

/** No answer: refused, reset, timed out. A write may or may not have happened. */
export class Unreachable extends Error {
  override readonly name = 'Unreachable';
}
