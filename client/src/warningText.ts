import { l10n } from 'vscode';
import type { Warning } from '../../server/src/protocol';
import { endOf, startOf } from './shortened';

/** The warning in the language of the editor; the server's English sentence where it says too little. */
export function warningText({ code, message, details }: Warning): string {
  const { prompt, kept, model, provider, reason, used, file, folder, count, some, label, nearest } =
    details;
  switch (code) {
    case 'prompt-cut':
      return prompt && kept && model
        ? l10n.t(
            'The prompt "{0}" is longer than model {1} can read: it was cut after "{2}".',
            startOf(prompt),
            model,
            endOf(kept),
          )
        : message;
    case 'label-untrained':
      return model && label && nearest
        ? l10n.t(
            'Model {0} was never trained with the label "{1}": its answer for it is a guess. Nearest of what it knows: {2}. Stable Diffusion reads any label.',
            model,
            startOf(label),
            nearest,
          )
        : message;
    case 'latent-sampled':
      return model
        ? l10n.t(
            'Model {0} draws its latent at random, where the method takes the mean: its errors are not exactly those of the method.',
            model,
          )
        : message;
    case 'provider-fallback':
      return provider && reason && used
        ? l10n.t('{0} cannot be used ({1}). {2} is used instead.', provider, reason, used)
        : message;
    case 'not-readable':
      return file && reason
        ? l10n.t('{0} cannot be read ({1}) and was passed over.', file, reason)
        : message;
    case 'truth-missing':
      return folder && count && some
        ? l10n.t(
            'Images of the table of right labels that are not in {0}: {1} ({2}).',
            folder,
            count,
            some,
          )
        : message;
  }
}

/** All warnings in one line each, and each once. */
export function warningLines(warnings: readonly Warning[]): string[] {
  return [...new Set(warnings.map(warningText))];
}
