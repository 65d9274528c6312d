import { constants, copyFile, link, realpath, rename, rm, stat } from 'node:fs/promises';
import path from 'node:path';
import { hashFile, isExpected, type Reading, startHash } from './digest';
import type { HubFile } from './listing';
import { partSuffixes } from './partFile';

export interface Origin {
  /** `owner/name`. */
  repository: string;
  commit: string;
}

/**
 * Where a file lies in the cache of Hugging Face's own tools: `blobs` has it under its hash, and on
 * systems without links `snapshots` has it under its name. Undefined where no file there has its size.
 */
export async function findInCache(
  cacheFolder: string,
  { repository, commit }: Origin,
  { file, size, sha256, gitOid }: HubFile,
): Promise<string | undefined> {
  const folder = path.join(cacheFolder, `models--${repository.replace('/', '--')}`);
  const hash = sha256 ?? gitOid;
  const places = [
    ...(hash === undefined ? [] : [path.join(folder, 'blobs', hash)]),
    path.join(folder, 'snapshots', commit, file),
  ];
  for (const place of places) {
    const real = await realpath(place).catch(() => undefined);
    const found = real === undefined ? undefined : await stat(real).catch(() => undefined);
    if (found?.isFile() && found.size === size) return real;
  }
  return undefined;
}

/**
 * Puts a file that the cache of Hugging Face has at `target`: as a second name of the same bytes,
 * or as a copy where the cache lies on another disk.
 *
 * @returns Whether the cache has the file, with the hash that is expected.
 * @throws Failure `cancelled`, errors of the file system.
 */
export async function takeFromCache(
  cacheFolder: string,
  origin: Origin,
  hubFile: HubFile,
  target: string,
  reading: Reading,
): Promise<boolean> {
  const cached = await findInCache(cacheFolder, origin, hubFile);
  if (cached === undefined) return false;
  const hash = await hashFile(cached, startHash(hubFile), reading);
  if (!isExpected(hash, hubFile)) return false;
  const [part, etag] = partSuffixes.map((suffix) => target + suffix) as [string, string];
  for (const old of [part, etag]) await rm(old, { force: true });
  await link(cached, part).catch(() => copyFile(cached, part, constants.COPYFILE_EXCL));
  await rename(part, target);
  return true;
}
