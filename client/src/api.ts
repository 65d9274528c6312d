import type { CancellationToken, Uri } from 'vscode';
import type { ClassifyOptions, ClassifyResult } from '../../server/src/protocol';

/** What the extension offers to other extensions: `extensions.getExtension(id).activate()`. */
export interface DiffusionClassifierApi {
  readonly version: 1;
  /**
   * Classifies an image against at least one label, with the model and the number of samples from
   * the settings unless `options` says otherwise. The result is shown in the explorer like any.
   *
   * @throws ClassificationFailure with a `code`; CancellationError when `token` was cancelled.
   */
  classify(
    image: Uri,
    labels: readonly string[],
    options?: ClassifyOptions,
    token?: CancellationToken,
  ): Promise<ClassifyResult>;
}
