import { rm } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import type { DownloadState } from '../protocol';
import { bundledModels } from './bundledModels';
import { diskFailure } from './diskFailure';
import { downloadFile } from './downloadFile';
import { checkFreeSpace, makeFolder, makeParents } from './folders';
import { findInCache, takeFromCache } from './hubCache';
import { checkToken, type HubSettings, hubSettings } from './hubSettings';
import type { HubFile, Licence } from './listing';
import { listRepository, repositoryPage } from './listRepository';
import { withLock } from './lock';
import { type ModelSource, sourceOf } from './modelSource';
import { isPresent, presentBytes } from './present';
import { Progress } from './progress';
import { type DownloadRecord, readRecord, recordFolder, writeRecord } from './record';

export interface ModelDownload {
  /** An id of the catalogue, or `owner/name` with maybe `@revision`. */
  model: string;
  /** The name of the licence that the person has accepted. */
  acceptLicence?: string | undefined;
  settings?: HubSettings | undefined;
  signal?: AbortSignal | undefined;
  onProgress?: ((state: DownloadState) => void) | undefined;
  /** Of what takes long and brings no bytes. */
  onNote?: ((note: string) => void) | undefined;
}

function checkLicence(model: string, licence: Licence, accepted: string | undefined): void {
  if (accepted === licence.name) return;
  throw new Failure(
    'licence-not-accepted',
    `${model} comes under the licence "${licence.name}" (${licence.url}): nothing is downloaded before it is accepted.`,
    { model, licence: licence.name, url: licence.url },
  );
}

/** What the hub has of the model, kept from then on; asked only once a model. */
async function recordFor(download: ModelDownload, source: ModelSource): Promise<DownloadRecord> {
  if (source.record) return source.record;
  const { settings = hubSettings(), signal, onNote } = download;
  const { repository, revision, entry } = source;
  onNote?.(`Asking ${new URL(settings.endpoint).host} for the files of ${repository}`);
  const listing = await listRepository(settings, repository, revision, {
    signal,
    onWait: (seconds) => onNote?.(`Waiting ${Math.ceil(seconds)} s before asking again`),
  });
  const isAsKnown = entry && ['not stated', entry.licence.hubName].includes(listing.licence.name);
  const { name, url } = isAsKnown ? entry.licence : listing.licence;
  const { commit, files } = listing;
  return { version: 1, repository, revision, commit, licence: { name, url }, files };
}

/** Removes the files that were found to be wrong, so that they are downloaded again. */
async function withoutWrong(folder: string, record: DownloadRecord): Promise<DownloadRecord> {
  const wrong = record.files.filter(({ isWrong }) => isWrong);
  for (const { file } of wrong) await rm(await makeParents(folder, file), { force: true });
  return { ...record, files: record.files.map(({ isWrong, ...file }) => file) };
}

/** The index last: a folder with one is a model that can be used. */
function inOrder(files: readonly HubFile[]): HubFile[] {
  const isIndex = ({ file }: HubFile): boolean => file === 'model_index.json';
  return [...files.filter((file) => !isIndex(file)), ...files.filter(isIndex)];
}

async function downloadFiles(
  { settings = hubSettings(), signal, onProgress, onNote }: ModelDownload,
  { folder }: ModelSource,
  record: DownloadRecord,
): Promise<void> {
  const { repository, commit } = record;
  const { endpoint, token, cacheFolder, patience } = settings;
  const total = record.files.reduce((sum, { size }) => sum + size, 0);
  const missing = record.files.map(async (file) => {
    const bytes = file.size - (await presentBytes(folder, file));
    // What is used in place takes no room.
    const isCached = (await findInCache(cacheFolder, record, file)) !== undefined;
    return { bytes, needed: isCached ? 0 : bytes };
  });
  const files = await Promise.all(missing);
  let done = total - files.reduce((sum, { bytes }) => sum + bytes, 0);
  await checkFreeSpace(
    folder,
    files.reduce((sum, { needed }) => sum + needed, 0),
  );
  const progress = new Progress(total, done, onProgress);

  for (const hubFile of inOrder(record.files)) {
    if (await isPresent(folder, hubFile)) continue;
    const { file, size } = hubFile;
    const target = await makeParents(folder, file);
    const before = done - (await presentBytes(folder, hubFile));
    progress.settle(done, file);
    let read = 0;
    const onBytes = (bytes: number): void => {
      read += bytes;
      progress.reach(before + read, file);
    };
    if (!(await takeFromCache(cacheFolder, record, hubFile, target, { signal, onBytes }))) {
      const location = file.split('/').map(encodeURIComponent).join('/');
      await downloadFile({
        ...hubFile,
        url: `${endpoint}/${repository}/resolve/${commit}/${location}`,
        file: target,
        ...(token !== undefined && { headers: { authorization: `Bearer ${token}` } }),
        page: repositoryPage(settings, repository),
        patience,
        signal,
        ...(onNote && { onNote }),
        onProgress: (bytes) => progress.reach(before + bytes, file),
      });
    }
    done = before + size;
    progress.settle(done, file);
  }
}

/**
 * Downloads what is missing of a model, going on where an earlier download stopped. Several
 * processes may do so at once: one of them works, the others wait for it.
 *
 * @returns The folder of the model.
 * @throws Failure `licence-not-accepted` before the first byte, with the licence among its details;
 *   `model-not-found`, `download-failed`, `cancelled`.
 */
export async function downloadModel(download: ModelDownload): Promise<string> {
  const { model, acceptLicence, settings = hubSettings(), signal, onNote } = download;
  checkToken(settings.token);
  const bundled = bundledModels().find(({ id }) => id === model);
  if (bundled) return bundled.folder;
  const source = await sourceOf(settings, model);
  const { folder, entry, record: begun } = source;
  // The hub may have changed a licence of the catalogue: what was accepted may be the new one.
  const known = begun?.licence ?? (acceptLicence === undefined ? entry?.licence : undefined);
  if (known) checkLicence(model, known, acceptLicence);
  const record = await recordFor({ ...download, settings }, source);
  checkLicence(model, record.licence, acceptLicence);
  try {
    await makeFolder(path.dirname(folder));
    await withLock(
      await makeParents(folder, `${recordFolder}/lock`),
      async () => {
        // Whoever had the lock before may have been given another commit by the hub.
        const agreed = (await readRecord(folder)) ?? record;
        checkLicence(model, agreed.licence, acceptLicence);
        const current = await withoutWrong(folder, agreed);
        await writeRecord(folder, current);
        await downloadFiles({ ...download, settings }, source, current);
      },
      { signal, onWait: () => onNote?.(`Waiting: another process is downloading ${model}`) },
    );
  } catch (error) {
    throw diskFailure(error) ?? error;
  }
  return folder;
}
