import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { openModelFolder } from '../models';
import type { ModelEntry } from '../protocol';
import { bundledModels, filesBelow } from './bundledModels';
import { type CatalogueEntry, catalogue } from './catalogue';
import { type HubSettings, hubSettings } from './hubSettings';
import { presentBytes } from './present';
import { type DownloadRecord, readRecord } from './record';

async function bundledEntries(): Promise<ModelEntry[]> {
  return await Promise.all(
    bundledModels().map(async (model) => {
      const total = (await filesBelow(model.folder)).reduce((sum, { size }) => sum + size, 0);
      const bytes = { missing: 0, total };
      const { vocabulary } = await describe(model.folder);
      return { ...model, state: 'bundled' as const, bytes, vocabulary };
    }),
  );
}

function availableEntry(entry: CatalogueEntry): ModelEntry {
  const { repository, revision, bytes, licence, ...rest } = entry;
  return {
    ...rest,
    state: 'available',
    bytes: { missing: bytes, total: bytes },
    licence: { name: licence.name, url: licence.url },
    source: { repository, revision },
  };
}

/** What a model says of itself, once it is whole. */
async function describe(folder: string): Promise<Pick<ModelEntry, 'imageSize' | 'vocabulary'>> {
  try {
    const { classifier, vocabulary } = await openModelFolder(folder);
    return { imageSize: classifier.image.size, vocabulary };
  } catch {
    return { imageSize: 0, vocabulary: 'open' };
  }
}

async function begunEntry(
  folder: string,
  record: DownloadRecord,
  entry: CatalogueEntry | undefined,
): Promise<ModelEntry> {
  const { repository, commit: revision, licence, files } = record;
  const total = files.reduce((sum, { size }) => sum + size, 0);
  const present = await Promise.all(files.map((file) => presentBytes(folder, file)));
  const missing = total - present.reduce((sum, bytes) => sum + bytes, 0);
  const known = entry ?? {
    id: path.basename(folder),
    title: repository,
    description: '',
    memory: total,
    ...(await describe(folder)),
  };
  const { id, title, description, memory, imageSize, vocabulary } = known;
  return {
    ...{ id, title, description, memory, imageSize, vocabulary, folder, licence },
    state: missing === 0 ? 'downloaded' : 'partial',
    bytes: { missing, total },
    source: { repository, revision },
  };
}

/** The models there are: what comes with the package, the catalogue, and what else was downloaded. */
export async function listModels(settings: HubSettings = hubSettings()): Promise<ModelEntry[]> {
  const { modelsFolder } = settings;
  const begun = new Map<string, DownloadRecord>();
  for (const name of await readdir(modelsFolder).catch(() => [])) {
    const record = await readRecord(path.join(modelsFolder, name));
    if (record) begun.set(name, record);
  }
  const entryOf = async (id: string, entry?: CatalogueEntry): Promise<ModelEntry> => {
    const record = begun.get(id);
    if (!record) return availableEntry(entry!);
    return await begunEntry(path.join(modelsFolder, id), record, entry);
  };
  const known = catalogue.map((entry) => entryOf(entry.id, entry));
  const others = [...begun.keys()]
    .filter((id) => !catalogue.some((entry) => entry.id === id))
    .map((id) => entryOf(id));
  return [...(await bundledEntries()), ...(await Promise.all([...known, ...others]))];
}
