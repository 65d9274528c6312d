import { readFile, stat } from 'node:fs/promises';
import { Failure } from '../failure';
import type { ImageLimits } from '../imageLimits';
import { overLimit } from './overLimit';

/** Where an image comes from: an absolute path, or a `data:image/...;base64,` URI. */
export type ImageSource = { file: string } | { dataUri: string };

const dataUriStart = /^data:image\/[a-z0-9.+-]+(?:;[^;,]*)*;base64$/i;
const base64 = /^[A-Za-z0-9+/]*={0,2}$/;

/** What a message calls the image: its path, or the start of its data URI. */
export function imageName(source: ImageSource): string {
  return 'file' in source ? source.file : `${source.dataUri.slice(0, 32)}…`;
}

/**
 * The bytes of an image, not yet decoded.
 *
 * @throws Failure `image-not-found` when there is no such file; `image-not-readable` when it is no
 *   file, may not be read, or the data URI is malformed; `image-over-limit`, before it is read.
 */
export async function readImage(source: ImageSource, limits: ImageLimits): Promise<Uint8Array> {
  const check = (bytes: number): void => {
    const megabytes = bytes / 1e6;
    if (megabytes > limits.megabytes) {
      throw overLimit(imageName(source), 'megabytes', megabytes, limits.megabytes);
    }
  };
  return 'file' in source ? readImageFile(source.file, check) : readDataUri(source.dataUri, check);
}

type CheckSize = (bytes: number) => void;

async function readImageFile(file: string, checkSize: CheckSize): Promise<Uint8Array> {
  try {
    const status = await stat(file);
    // A pipe or a device would be read for ever.
    if (!status.isFile()) {
      throw notReadable(file, status.isDirectory() ? 'it is a folder' : 'it is no regular file');
    }
    checkSize(status.size);
    return await readFile(file);
  } catch (error) {
    throw error instanceof Failure ? error : fileFailure(file, error as NodeJS.ErrnoException);
  }
}

function fileFailure(file: string, error: NodeJS.ErrnoException): Failure {
  switch (error.code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new Failure('image-not-found', `${file} does not exist. Expected an image file.`, {
        image: file,
      });
    case 'EACCES':
    case 'EPERM':
      return notReadable(file, 'permission denied');
    default:
      return notReadable(file, error.message);
  }
}

function readDataUri(dataUri: string, checkSize: CheckSize): Uint8Array {
  const comma = dataUri.indexOf(',');
  const payload = dataUri.slice(comma + 1);
  checkSize((payload.length * 3) / 4);
  if (comma < 0 || !dataUriStart.test(dataUri.slice(0, comma)) || !base64.test(payload)) {
    const name = imageName({ dataUri });
    throw new Failure(
      'image-not-readable',
      `${name} is not an image as a data URI. Expected data:image/…;base64, and base64 text.`,
      { image: name, reason: 'malformed data URI' },
    );
  }
  return Buffer.from(payload, 'base64');
}

function notReadable(file: string, why: string): Failure {
  return new Failure(
    'image-not-readable',
    `${file} could not be read: ${why}. Expected an image file that this user may read.`,
    { image: file, reason: why },
  );
}
