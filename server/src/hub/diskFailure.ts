import type { Failure } from '../failure';
import { downloadFailed } from './downloadFailed';

const full = ['ENOSPC', 'EDQUOT'];
/** ENOENT: a drive that is not there, or a folder in which the system lets nobody make any. */
const forbidden = ['EACCES', 'EPERM', 'EROFS', 'ENOENT', 'EIO'];
const inTheWay = ['EEXIST', 'ENOTDIR', 'EISDIR', 'ELOOP'];

/** What an error of the file system means to a person; undefined for one that is a bug of ours. */
export function diskFailure(error: unknown): Failure | undefined {
  const { code = '', path = '' } = error as NodeJS.ErrnoException;
  if (full.includes(code)) {
    return downloadFailed(
      'disk-full',
      `The disk is full${path && ` (${path})`}. What is downloaded stays: make room and download again, it goes on from there. DIFFUSION_CLASSIFIER_MODELS names another folder for models.`,
      { path },
    );
  }
  if (forbidden.includes(code)) {
    return downloadFailed(
      'not-writable',
      `${path || 'The folder for models'} cannot be written (${code}): make it writable, or name another folder for models by DIFFUSION_CLASSIFIER_MODELS.`,
      { path, code },
    );
  }
  if (inTheWay.includes(code)) {
    return downloadFailed(
      'not-writable',
      `Something is in the way at ${path} (${code}): expected a folder or a file of the download there. Move it away and download again.`,
      { path, code },
    );
  }
  return undefined;
}
