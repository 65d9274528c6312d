import { FileSystemError, l10n } from 'vscode';
import type { FailureData } from '../../server/src/protocol';

/** A classification that failed for a reason that a person can be told. */
export class ClassificationFailure extends Error {
  override readonly name = 'ClassificationFailure';

  constructor(
    /** One of the server's failure codes, `setting-invalid`, `server-stopped` or `unexpected`. */
    readonly code: string,
    message: string,
    readonly details: FailureData['details'] = {},
  ) {
    super(message);
  }

  /** Whether every other image of the same request would fail in the same way. */
  get concernsRequest(): boolean {
    return requestCodes.has(this.code);
  }

  /** Whether other labels would help. */
  get concernsLabels(): boolean {
    return labelCodes.has(this.code);
  }
}

/** Codes of JSON-RPC and LSP. */
const invalidParams = -32602;
const requestCancelled = -32800;
const connectionInactive = -32096;
const pendingResponseRejected = -32097;

const labelCodes = new Set(['label-unknown', 'labels-invalid']);
const requestCodes = new Set([
  ...labelCodes,
  'options-invalid',
  'model-not-found',
  'model-invalid',
  'setting-invalid',
  'server-stopped',
]);

/** The failure behind a rejected request: the server's own, or that it could not be asked. */
export function toFailure(error: unknown): ClassificationFailure {
  if (error instanceof ClassificationFailure) return error;
  if (!(error instanceof Error)) return new ClassificationFailure('unexpected', String(error));
  const { message } = error;
  if (error instanceof FileSystemError) {
    return new ClassificationFailure('image-not-readable', message, { reason: message });
  }
  if ('data' in error && isFailureData(error.data)) {
    return new ClassificationFailure(error.data.code, message, error.data.details);
  }
  if (isServerStopped(error)) return new ClassificationFailure('server-stopped', message);
  const isRefused = 'code' in error && error.code === invalidParams;
  return new ClassificationFailure(isRefused ? 'options-invalid' : 'unexpected', message);
}

/**
 * Whether a request was open when its connection closed, or found none. A server that is told to
 * stop cancels what it is working on, so this is also what it means when nobody else did.
 */
export function isServerStopped(error: unknown): boolean {
  return (
    error instanceof Error &&
    'code' in error &&
    (error.code === pendingResponseRejected ||
      error.code === connectionInactive ||
      error.code === requestCancelled)
  );
}

function isFailureData(data: unknown): data is FailureData {
  return typeof data === 'object' && data !== null && 'code' in data && 'details' in data;
}

/**
 * The failure in the language of the editor, to stand behind the image's name. The server's own
 * English sentence is quoted where only it says what exactly is wrong.
 */
export function failureText({ code, message, details }: ClassificationFailure): string {
  const { model, label, known, reason, cause } = details;
  switch (code) {
    case 'cancelled':
      return l10n.t('Cancelled.');
    case 'image-not-found':
      return l10n.t('The file does not exist; it may have been moved or deleted.');
    case 'image-not-readable':
      return reason ? l10n.t('The file could not be read: {0}.', reason) : message;
    case 'image-not-decodable':
      return reason
        ? l10n.t('The image cannot be used: {0}. Expected a whole JPEG, PNG or WebP image.', reason)
        : message;
    case 'label-unknown':
      return model && label && known
        ? l10n.t(
            'Model {0} does not know the label "{1}". It knows: {2}. Other labels need an open-vocabulary (text-to-image) model, which this version cannot run yet.',
            model,
            label,
            known,
          )
        : message;
    case 'labels-invalid':
      return l10n.t('These labels cannot be used together. {0}', message);
    case 'options-invalid':
      return l10n.t('An option cannot be used. {0}', message);
    case 'model-not-found':
      return model
        ? l10n.t(
            'There is no model {0}. Check the setting "{1}".',
            model,
            'diffusionClassifier.model',
          )
        : message;
    case 'model-invalid':
      return l10n.t('The model cannot be used. {0}', message);
    case 'host-failed':
      return model && cause
        ? l10n.t(
            'Model {0} could not be run ({1}). It may need more memory than there is: try another model, or see the log.',
            model,
            cause,
          )
        : message;
    case 'setting-invalid':
      return message;
    case 'server-stopped':
      return l10n.t('The language server is not running: {0}', message);
    default:
      return l10n.t('Something unexpected went wrong; see the log: {0}', message);
  }
}
