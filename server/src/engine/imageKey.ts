import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import type { ImageSource, PreprocessingRule } from '../host/messages';
import type { ImageLimits } from '../imageLimits';

/** Bytes read at a time: 1 MB, which is hashed in under a millisecond. */
const chunk = 1_048_576;

async function digestOf(source: ImageSource, limits: ImageLimits): Promise<string> {
  const hash = createHash('sha256');
  if ('dataUri' in source) {
    const payload = source.dataUri.slice(source.dataUri.indexOf(',') + 1);
    return hash.update(Buffer.from(payload, 'base64')).digest('hex');
  }
  const { size } = await stat(source.file);
  if (size > limits.megabytes * 1e6) throw new RangeError(`${size} bytes`);
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
