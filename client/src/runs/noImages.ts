import { l10n } from 'vscode';
import { ClassificationFailure } from '../failure';

/** @param folder absolute path of a folder that was classified and has no image. */
export function noImages(folder: string): ClassificationFailure {
  const message = l10n.t(
    'There are no images in {0}. Expected JPEG, PNG, WebP, GIF, TIFF, AVIF or SVG files, at any depth.',
    folder,
  );
  return new ClassificationFailure('folder-not-readable', message, { folder });
}
