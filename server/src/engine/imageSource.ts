import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Failure } from '../failure';
import type { ImageSource } from '../host/messages';

/**
 * Where the bytes of `image` come from: an absolute path, a `file:` URI or a `data:` URI.
 *
 * @throws Failure `image-not-readable` for anything else.
 */
export function imageSource(image: string): ImageSource {
  if (image.startsWith('data:')) return { dataUri: image };
  if (image.startsWith('file:')) {
    try {
      return { file: fileURLToPath(image) };
    } catch (error) {
      throw new Failure(
        'image-not-readable',
        `"${image}" is not the URI of a file on this machine: ${(error as Error).message}.`,
        { image },
      );
    }
  }
  const scheme = /^([a-z][a-z0-9+.-]+):/i.exec(image)?.[1];
  if (scheme && !path.isAbsolute(image)) {
    throw new Failure(
      'image-not-readable',
      `"${image}" has the scheme "${scheme}": give a path, a file: URI or a data: URI.`,
      { image, scheme },
    );
  }
  if (!path.isAbsolute(image)) {
    throw new Failure(
      'image-not-readable',
      `"${image}" is a relative path: give an absolute path, a file: URI or a data: URI.`,
      { image },
    );
  }
  return { file: image };
}

/** What a message calls the image: its path, or that it came with the request. */
export function sourceName(source: ImageSource): string {
  return 'file' in source ? source.file : 'The image';
}
