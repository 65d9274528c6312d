import { FileSystemError, l10n } from 'vscode';
import type { FailureData } from '../../server/src/protocol';

/** A classification that failed for a reason that a person can be told. */
export class ClassificationFailure extends Error {
  override readonly name = 'ClassificationFailure';

  constructor(
    /**
     * One of the server's failure codes, or `setting-invalid`, `server-restarting`, `server-stopped`,
     * `answer-invalid` or `unexpected`.
     */
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

  /** Whether it may be that of every image, and may be that of this one alone. */
  get maySpread(): boolean {
    return spreadingCodes.has(this.code);
  }

  /** Name of the setting that a person may want to change. */
  get setting(): string | undefined {
    const { limit, option, promptSet, setting } = this.details;
    if (this.code === 'model-not-found') return 'diffusionClassifier.model';
    if (this.code === 'provider-unavailable') return 'diffusionClassifier.providers';
    if (this.isOfPrompts) return `diffusionClassifier.${this.details.option}`;
    if (this.code === 'options-invalid' && promptSet) return 'diffusionClassifier.promptSet';
    // Of a race that is to be exact, with a model that declares none.
    if (this.code === 'options-invalid' && option === 'bound') return 'diffusionClassifier.racing';
    if (this.code === 'image-over-limit') return limit && `diffusionClassifier.limits.${limit}`;
    return setting;
  }

  /** Whether another server process would help. */
  get concernsServer(): boolean {
    return serverCodes.has(this.code);
  }

  /** Whether the log says more. */
  get isLogged(): boolean {
    return loggedCodes.has(this.code);
  }

  /** Whether another model would help. */
  get concernsModel(): boolean {
    return modelCodes.has(this.code) || this.isOfPrompts;
  }

  /** Whether a download was refused to somebody who is not known to the hub. */
  get concernsToken(): boolean {
    return this.code === 'download-failed' && this.details.reason === 'unauthorized';
  }

  /** Whether a download may end otherwise when it is tried again. */
  get mayPass(): boolean {
    return this.code !== 'model-not-found' && !lastingReasons.has(this.details.reason);
  }

  /** Whether other labels would help. */
  get concernsLabels(): boolean {
    return labelCodes.has(this.code);
  }

  /** Whether the model reads no text, of which prompts were to be made. */
  private get isOfPrompts(): boolean {
    return this.code === 'options-invalid' && promptOptions.has(this.details.option);
  }
}

/** Codes of JSON-RPC and LSP. */
const invalidParams = -32602;
const requestCancelled = -32800;
const connectionInactive = -32096;
const pendingResponseRejected = -32097;
const messageWriteError = -32099;

const stoppedCodes = new Set<unknown>([
  requestCancelled,
  connectionInactive,
  pendingResponseRejected,
  messageWriteError,
]);

const labelCodes = new Set(['label-unknown', 'labels-invalid']);
const modelCodes = new Set(['label-unknown', 'model-not-found', 'model-invalid', 'out-of-memory']);
/** What makes prompts of labels: options that are settings, too. */
const promptOptions = new Set<string | undefined>(['templates', 'promptSet']);
const requestCodes = new Set([
  ...labelCodes,
  'options-invalid',
  'model-not-found',
  'model-invalid',
  'provider-unavailable',
  'setting-invalid',
  'server-stopped',
]);

/** Of downloads. */
const lastingReasons = new Set<string | undefined>([
  'not-found',
  'no-model',
  'redirect-refused',
  'unsafe-name',
]);

const spreadingCodes = new Set([
  'answer-invalid',
  'busy',
  'host-failed',
  'out-of-memory',
  'unexpected',
]);
const serverCodes = new Set(['answer-invalid', 'server-stopped']);
const loggedCodes = new Set([
  'answer-invalid',
  'host-failed',
  'provider-unavailable',
  'server-stopped',
  'unexpected',
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
  if (isServerStopped(error)) {
    const reason = l10n.t('It stopped while it was working; see the log.');
    return new ClassificationFailure('server-stopped', reason);
  }
  const isRefused = 'code' in error && error.code === invalidParams;
  return new ClassificationFailure(isRefused ? 'options-invalid' : 'unexpected', message);
}

/**
 * Whether a request was open when its connection closed, or found none that takes it. A server that
 * is told to stop cancels what it is working on, so this is also what it means when nobody else did.
 */
export function isServerStopped(error: unknown): boolean {
  return error instanceof Error && 'code' in error && stoppedCodes.has(error.code);
}

function isFailureData(data: unknown): data is FailureData {
  return isObject(data) && typeof data.code === 'string' && isObject(data.details);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
