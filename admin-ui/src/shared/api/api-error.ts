import type { ErrorCode, Issue, Problem } from '../../../../src/core/protocol/errors.js';

/** The server's answer to what it did not do, as a problem document. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    readonly problem: Problem,
    readonly retryAfterSeconds: number | undefined,
  ) {
    super(problem.detail);
  }

  get code(): ErrorCode {
    return this.problem.code;
  }

  get issues(): readonly Issue[] {
    return this.problem.errors ?? [];
  }
}

/** No answer came: whether the server did it is not known. */
export class NetworkError extends Error {
  override readonly name = 'NetworkError';
}
