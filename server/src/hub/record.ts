import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as z from 'zod';
import { isSafePath } from './safePath';

/** Folder in a downloaded model's own folder for what the download itself keeps. */
export const recordFolder = '.download';

const recordSchema = z.object({
  version: z.literal(1),
  repository: z.string(),
  /** As it was asked for; `commit` is what it stood for then, and what stays. */
  revision: z.string(),
  commit: z.string().regex(/^[0-9a-f]{40}$/i),
  licence: z.object({ name: z.string(), url: z.string() }),
  files: z.array(
    z.object({
      // What is removed later on is what this names: it must not lead out of the folder either.
      file: z.string().refine(isSafePath),
      size: z.int().min(0),
      sha256: z.string().optional(),
      gitOid: z.string().optional(),
      isWrong: z.boolean().optional(),
    }),
  ),
});

/** What is known of a model in our folder: kept beside it from before the first byte on. */
export type DownloadRecord = z.infer<typeof recordSchema>;

const recordFile = (folder: string): string => path.join(folder, recordFolder, 'record.json');

/** Undefined where there is none that can be read. */
export async function readRecord(folder: string): Promise<DownloadRecord | undefined> {
  try {
    return recordSchema.parse(JSON.parse(await readFile(recordFile(folder), 'utf8')));
  } catch {
    return undefined;
  }
}

/** @throws errors of the file system. */
export async function writeRecord(folder: string, record: DownloadRecord): Promise<void> {
  const file = recordFile(folder);
  await mkdir(path.dirname(file), { recursive: true });
  const fresh = `${file}.${process.pid}`;
  await writeFile(fresh, JSON.stringify(record, undefined, 2));
  await rename(fresh, file);
}
