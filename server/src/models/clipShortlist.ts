import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { readJson } from './readJson';

const fileName = 'shortlist.json';

const clipShortlistSchema = z.strictObject({
  /** Labels to keep. */
  keep: z.int().min(1),
  /** In 0..1: how often the right label was among as many, and the lower end of its 95% interval. */
  recall: z.number().min(0).max(1),
  atLeast: z.number().min(0).max(1),
  /** Labelled images that this was measured on. */
  images: z.int().min(1),
  /** The labels that they were measured with; others have another recall. */
  labels: z.array(z.string()).min(1),
});

/** How many labels a CLIP model has to keep, measured (`shortlist` on the command line). */
export type ClipShortlist = z.infer<typeof clipShortlistSchema>;

/**
 * What was measured of the model in `folder` with these labels, in any order.
 *
 * @throws Failure `model-invalid` for a shortlist.json that is none.
 */
export async function readClipShortlist(
  folder: string,
  labels: readonly string[],
): Promise<ClipShortlist | undefined> {
  const found = await readJson(folder, fileName, clipShortlistSchema);
  const asked = new Set(labels);
  const isSame =
    found?.labels.length === asked.size && found.labels.every((label) => asked.has(label));
  return isSame ? found : undefined;
}

/** @returns the file that it was written to. */
export async function writeClipShortlist(folder: string, measured: ClipShortlist): Promise<string> {
  const file = path.join(folder, fileName);
  await writeFile(file, `${JSON.stringify(measured, null, 2)}\n`);
  return file;
}
