import { Failure, type FailureDetails } from '../failure';

/** What a translation goes by: the `reason` among the details of `download-failed`. */
type Reason =
  | 'unreachable'
  | 'stalled'
  | 'cut'
  | 'unauthorized'
  | 'not-found'
  | 'rate-limited'
  | 'server-error'
  | 'garbled'
  | 'wrong-size'
  | 'wrong-hash'
  | 'redirect-refused'
  | 'unsafe-name'
  | 'no-model'
  | 'disk-full'
  | 'not-writable';

export function downloadFailed(
  reason: Reason,
  message: string,
  details: FailureDetails = {},
): Failure {
  return new Failure('download-failed', message, { reason, ...details });
}

/** Thrown for what may pass by itself: worth another try after a while. */
export class Passing extends Error {
  /**
   * @param failure What to tell when it does not pass.
   * @param seconds That the other side asks to wait.
   */
  constructor(
    readonly failure: Failure,
    readonly seconds?: number,
  ) {
    super(failure.message);
  }
}

export function cancelled(): Failure {
  return new Failure(
    'cancelled',
    'Cancelled. What is downloaded stays, and the next download goes on from there.',
  );
}
