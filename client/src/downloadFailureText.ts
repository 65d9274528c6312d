import { l10n } from 'vscode';
import type { ClassificationFailure } from './failure';
import { bytesText } from './models/amounts';

/**
 * Why a download failed, and what to do: `details.reason` says which of the ways it was. The
 * server's English sentence is quoted where that is rare.
 */
export function downloadFailureText({ details, message }: ClassificationFailure): string {
  const { reason, host = '', code = '', status = '', seconds, file = '' } = details;
  switch (reason) {
    case 'unreachable':
      return l10n.t(
        '{0} cannot be reached ({1}). Check the network: HTTPS_PROXY names a proxy, HF_ENDPOINT another hub.',
        host,
        code,
      );
    case 'stalled':
      return l10n.t('{0} stopped sending. What has come so far is kept.', host);
    case 'cut':
      return l10n.t('The connection to {0} was cut. What has come so far is kept.', host);
    case 'unauthorized':
      return l10n.t(
        '{0} does not give it to everybody ({1}). Accept its licence on its page there, and enter a token of your account.',
        host,
        status,
      );
    case 'not-found':
      return l10n.t('{0} has no such model, or not all of its files ({1}).', host, status);
    case 'rate-limited':
      return seconds
        ? l10n.t('{0} has had too many requests. Try again in {1} s.', host, seconds)
        : l10n.t('{0} has had too many requests. Try again later.', host);
    case 'server-error':
      return l10n.t('{0} has a fault ({1}). Try again later.', host, status);
    case 'wrong-size':
    case 'wrong-hash':
      return l10n.t('{0} came damaged, and was deleted. Download it again.', file);
    case 'no-model':
      return details.missing
        ? l10n.t(
            'It is no model in diffusers layout with ONNX files: {0} missing.',
            details.missing,
          )
        : message;
    case 'disk-full':
      return diskText(details);
    default:
      return message;
  }
}

function diskText({ needed, free }: ClassificationFailure['details']): string {
  return needed && free
    ? l10n.t(
        'It needs {0} of the disk, and {1} are free. Make room, or name another folder by DIFFUSION_CLASSIFIER_MODELS.',
        bytesText(Number(needed)),
        bytesText(Number(free)),
      )
    : l10n.t('The disk is full. What has come so far is kept: make room, then go on.');
}
