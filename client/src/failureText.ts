import { l10n } from 'vscode';
import { downloadFailureText } from './downloadFailureText';
import type { ClassificationFailure } from './failure';

/**
 * The failure in the language of the editor, to stand behind the image's name. The server's own
 * English sentence is quoted where only it says what exactly is wrong.
 */
export function failureText(failure: ClassificationFailure): string {
  const { code, message, details, setting } = failure;
  const { model, label, known, reason, cause, format, provider, licence } = details;
  switch (code) {
    case 'cancelled':
      return l10n.t('Cancelled.');
    case 'image-not-found':
      return l10n.t('The file does not exist; it may have been moved or deleted.');
    case 'image-not-readable':
      return reason ? l10n.t('The file could not be read: {0}.', reason) : message;
    case 'image-not-supported':
      return format
        ? l10n.t(
            'Images in the format {0} are not supported. Expected JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG.',
            format,
          )
        : message;
    case 'image-not-decodable':
      return reason
        ? l10n.t(
            'The image cannot be used: {0}. Expected a whole image in JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG.',
            reason,
          )
        : message;
    case 'image-over-limit':
      return limitText(failure) ?? message;
    case 'label-unknown':
      return model && label && known
        ? l10n.t(
            'Model {0} does not know the label "{1}". It knows: {2}. Other labels need a text-to-image model, such as Stable Diffusion.',
            model,
            label,
            known,
          )
        : message;
    case 'labels-invalid':
      return l10n.t('These labels cannot be used together. {0}', message);
    case 'options-invalid':
      if (model && setting) {
        return l10n.t(
          'Model {0} knows a fixed list of labels and reads no text. Clear the setting "{1}", or choose a text-to-image model.',
          model,
          setting,
        );
      }
      return l10n.t('An option cannot be used. {0}', message);
    case 'model-not-found':
      return model && setting
        ? l10n.t('There is no model {0}. Check the setting "{1}".', model, setting)
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
    case 'out-of-memory':
      return model && provider
        ? l10n.t(
            'Model {0} does not fit into the memory of {1}. Close other programs, or choose a smaller model or one with float16 weights.',
            model,
            provider,
          )
        : message;
    case 'provider-unavailable':
      return l10n.t('No provider can run the model. {0}', message);
    case 'licence-not-accepted':
      return licence
        ? l10n.t('Nothing was downloaded: the licence {0} was not accepted.', licence)
        : message;
    case 'download-failed':
      return downloadFailureText(failure);
    case 'folder-not-readable':
      return l10n.t('The folder cannot be classified. {0}', message);
    case 'file-not-readable':
      return l10n.t('A file cannot be used. {0}', message);
    case 'file-not-writable':
      return l10n.t('Nothing was written. {0}', message);
    case 'run-not-found':
      return l10n.t('There is no such run; it may have been removed.');
    case 'run-in-progress':
      return l10n.t(
        'The run is going on in another window or program. Wait for it, or stop it there.',
      );
    case 'queue-unavailable':
      return l10n.t('The queue cannot be used. {0}', message);
    case 'busy':
      return l10n.t(
        'The language server already has as much to do as it can hold. Try again when some of it is done.',
      );
    case 'answer-invalid':
      return l10n.t(
        'The language server gave an answer that cannot be used. Restart it, or see the log.',
      );
    case 'setting-invalid':
      return message;
    case 'server-restarting':
      return l10n.t('The language server stopped unexpectedly and is being restarted.');
    case 'server-stopped':
      return l10n.t('The language server failed: {0}', message);
    default:
      // A bug may bring its stack, which is for the log.
      return l10n.t('Something unexpected went wrong; see the log: {0}', firstLine(message));
  }
}

/** Which limit an image is over, by how much, and the setting that holds it. */
function limitText({ details, setting }: ClassificationFailure): string | undefined {
  const { limit, value, maximum } = details;
  if (!setting || !value || !maximum) return undefined;
  switch (limit) {
    case 'megabytes':
      return l10n.t(
        'The file has {0} MB, more than the {1} MB of the setting "{2}".',
        value,
        maximum,
        setting,
      );
    case 'megapixels':
      return l10n.t(
        'The image has {0} megapixels, more than the {1} of the setting "{2}".',
        value,
        maximum,
        setting,
      );
    case 'seconds':
      return l10n.t(
        'Decoding the image took more than the {0} seconds of the setting "{1}".',
        maximum,
        setting,
      );
    default:
      return undefined;
  }
}

function firstLine(text: string): string {
  return text.split('\n', 1)[0] ?? text;
}
