/** Stable error codes and their HTTP status. Clients branch on the code; the rest is for people. */
export const ERROR_STATUS = {
  bad_request: 400,
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  idempotency_mismatch: 409,
  precondition_failed: 412,
  payload_too_large: 413,
  unsupported_media_type: 415,
  validation_failed: 422,
  rate_limited: 429,
  slow_consumer: 429,
  internal: 500,
  unavailable: 503,
} as const;

export type ErrorCode = keyof typeof ERROR_STATUS;

const RETRYABLE: ReadonlySet<ErrorCode> = new Set([
  'rate_limited',
  'slow_consumer',
  'internal',
  'unavailable',
]);

/** One fault of an input: `path` names the field (`data.team`, `events.3.type`, a query parameter, a header). */
export interface Issue {
  readonly path: string;
  readonly message: string;
}

/** RFC 9457 body of every error answer. */
export interface Problem {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: ErrorCode;
  readonly errors?: readonly Issue[];
  readonly [extension: string]: unknown;
}

interface AppErrorOptions {
  readonly errors?: readonly Issue[];
  readonly retryAfterSeconds?: number;
  /** Further members of the problem, such as `head`. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  readonly cause?: unknown;
}

/** An error that its reader can act upon: `detail` says what is wrong and the remedy. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly errors: readonly Issue[] | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly extensions: Readonly<Record<string, unknown>> | undefined;

  constructor(
    readonly code: ErrorCode,
    readonly detail: string,
    options: AppErrorOptions = {},
  ) {
    super(detail, options.cause === undefined ? undefined : { cause: options.cause });
    this.errors = options.errors;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.extensions = options.extensions;
  }

  get status(): number {
    return ERROR_STATUS[this.code];
  }

  get retryable(): boolean {
    return RETRYABLE.has(this.code);
  }

  toProblem(): Problem {
    return {
      type: `urn:touchline:problem:${this.code}`,
      title: this.code.replaceAll('_', ' ').replace(/^./, (first) => first.toUpperCase()),
      status: this.status,
      detail: this.detail,
      code: this.code,
      ...(this.errors ? { errors: this.errors } : {}),
      ...this.extensions,
    };
  }
}

export function validationFailed(errors: readonly Issue[]): AppError {
  const first = errors[0];
  const more = errors.length > 1 ? ` (and ${errors.length - 1} more)` : '';
  return new AppError(
    'validation_failed',
    first ? `${first.path}: ${first.message}${more}` : 'The input does not fit.',
    {
      errors,
    },
  );
}
