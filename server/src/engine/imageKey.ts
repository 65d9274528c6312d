import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ImageSource, PreprocessingRule } from '../host/messages';
import type { ImageLimits } from '../imageLimits';

/** Bytes read at a time: 1 MB, which is hashed in under a millisecond. */
const chunk = 1_048_576;

async function digestOf(source: ImageSource, limits: ImageLimits): Promise<string> {
  const hash = createHash('sha256');
  const check = (bytes: number): void => {
    if (bytes > limits.megabytes * 1e6) throw new RangeError(`${bytes} bytes`);
  };
  if ('dataUri' in source) {
    const payload = source.dataUri.slice(source.dataUri.indexOf(',') + 1);
    check((payload.length * 3) / 4);
    return hash.update(Buffer.from(payload, 'base64')).digest('hex');
  }
  const found = await stat(source.file);
  // A pipe or a device would be read for ever.
  if (!found.isFile()) throw new TypeError('no regular file');
  check(found.size);
  for await (const part of createReadStream(source.file, { highWaterMark: chunk })) {
    hash.update(part as Buffer);
  }
  return hash.digest('hex');
}

/**
 * The key that a host gives an image when it prepares it (`PreparedImage`), known before there is a
 * host. Undefined for an image that cannot be read, or is over the limits: the host says why.
 */
export async function imageKey(
  source: ImageSource,
  rule: PreprocessingRule,
  limits: ImageLimits,
): Promise<string | undefined> {
  try {
    return `${await digestOf(source, limits)}-${rule}`;
  } catch {
    return undefined;
  }
}
