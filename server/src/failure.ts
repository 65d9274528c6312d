/**
 * Every way in which a request can fail that a person should hear about. The code is stable and
 * is what programs and translations go by; the message is the English sentence for it.
 */
export const failureCodes = [
  'cancelled',
  'image-not-found',
  'image-not-readable',
  'image-not-supported',
  'image-not-decodable',
  'image-over-limit',
  'label-unknown',
  'labels-invalid',
  'options-invalid',
  'model-not-found',
  'model-invalid',
  'host-failed',
  'out-of-memory',
  'provider-unavailable',
  'licence-not-accepted',
  'download-failed',
  'folder-not-readable',
  'file-not-readable',
  'file-not-writable',
  'run-not-found',
  'run-in-progress',
  'queue-unavailable',
  'busy',
] as const;

export type FailureCode = (typeof failureCodes)[number];

/** What a translated message may be filled with: plain strings by name. */
export type FailureDetails = Readonly<Record<string, string>>;

/** A failure with a code, an English message that names the thing and says what to do, and details. */
export class Failure extends Error {
  override readonly name = 'Failure';

  constructor(
    readonly code: FailureCode,
    message: string,
    readonly details: FailureDetails = {},
  ) {
    super(message);
  }
}
