/** Why a call failed, in words a program can act on. Survives the wire. */
export type ErrorCode =
  | 'contract' // the request does not fit its schema
  | 'usage' // wrong option or combination of options
  | 'not-found' // a file, image or id that is not there
  | 'forbidden' // outside the roots, or not permitted
  | 'exists' // the output is there already
  | 'format' // a file that cannot be read as what it should be
  | 'shape' // two arrays that must match do not
  | 'calibration' // a calibration that cannot be used
  | 'unavailable' // this host cannot do that
  | 'cancelled'
  | 'worker' // a worker thread died
  | 'disk' // reading or writing failed
  | 'internal';

export interface ErrorJson {
  readonly code: ErrorCode;
  readonly message: string;
}

/**
 * An error meant for people: one sentence with what was found, what was expected and what to do.
 */
export class AppError extends Error {
  override readonly name: string = 'AppError';
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string, options?: { cause?: unknown }) {
    super(message, options);
    this.code = code;
  }

  toJSON(): ErrorJson {
    return { code: this.code, message: this.message };
  }

  /** Wraps anything thrown; an AppError is returned as it is. */
  static from(cause: unknown): AppError {
    if (cause instanceof AppError) return cause;
    if (isErrorJson(cause)) return new AppError(cause.code, cause.message);
    if (cause instanceof Error && cause.name === 'AbortError')
      return new AppError('cancelled', 'Cancelled.', { cause });
    return new AppError('internal', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** A file that is not what it claims to be, or claims what cannot be. */
export class FormatError extends AppError {
  override readonly name = 'FormatError';
  readonly formatId: string;

  constructor(formatId: string, message: string, options?: { cause?: unknown }) {
    super('format', message, options);
    this.formatId = formatId;
  }
}

function isErrorJson(value: unknown): value is ErrorJson {
  return (
    typeof value === 'object' &&
    value !== null &&
    'code' in value &&
    typeof value.code === 'string' &&
    'message' in value &&
    typeof value.message === 'string'
  );
}
