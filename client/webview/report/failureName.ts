import * as l10n from '@vscode/l10n';

/** Why images failed, by the code of their failures; the code where nothing is known of it. */
export function failureName(code: string): string {
  switch (code) {
    case 'image-not-found':
      return l10n.t('the file does not exist');
    case 'image-not-readable':
      return l10n.t('the file cannot be read');
    case 'image-not-supported':
      return l10n.t('the format is not supported');
    case 'image-not-decodable':
      return l10n.t('the image is damaged');
    case 'image-over-limit':
      return l10n.t('the image is over a limit of the settings');
    default:
      return code;
  }
}
