import { createHash } from 'node:crypto';
import type { ImageSource } from '../host/messages';
import type { ClassifyRequest } from '../protocol';
import { fileStamp } from '../store';

/**
 * What two requests have in common when one classification answers both: the image (a file as it
 * is now), the labels, the model and the options, but for the trace, which every result can have.
 *
 * @returns SHA-256 in hexadecimal: an image as a data URI may have megabytes.
 */
export async function requestIdentity(
  { labels, model, options = {} }: ClassifyRequest,
  source: ImageSource,
): Promise<string> {
  const stamp = 'file' in source ? await fileStamp(source.file) : undefined;
  const { trace: _, ...asked } = options;
  const choices = Object.entries(asked).sort(([one], [other]) => (one < other ? -1 : 1));
  const identity = [source, stamp, labels, model, choices];
  return createHash('sha256').update(JSON.stringify(identity)).digest('hex');
}
