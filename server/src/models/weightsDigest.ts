import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import path from 'node:path';
import type { ModelFolder } from './modelFolder';

/** Bytes read at a time: 1 MB, which is hashed in under a millisecond. */
const chunk = 1_048_576;

/** What of classifier.json an error depends on; τ, budgets and names of labels it does not. */
function settingsOf({ classifier, vae }: ModelFolder): unknown {
  const { size, resize, crop } = classifier.image;
  return { size, resize, crop, scaling: vae?.scalingFactor, shift: vae?.shiftFactor };
}

/**
 * SHA-256 in hexadecimal of all that an error depends on of a model: its weights and configuration
 * files by name and content, and how it takes images. Reads every file: seconds for gigabytes.
 *
 * @throws errors of the file system; the signal's reason when it is aborted.
 */
export async function weightsDigest(model: ModelFolder, signal?: AbortSignal): Promise<string> {
  const digest = createHash('sha256').update(JSON.stringify(settingsOf(model)));
  for (const name of [...model.files].sort()) {
    const content = createHash('sha256');
    try {
      const file = path.join(model.folder, name);
      for await (const part of createReadStream(file, { highWaterMark: chunk, signal })) {
        content.update(part as Buffer);
      }
    } catch (error) {
      // Some of the names are of files that a model may have.
      if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
      continue;
    }
    digest.update(`\0${name}\0`).update(content.digest());
  }
  return digest.digest('hex');
}
