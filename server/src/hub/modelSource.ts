import path from 'node:path';
import { Failure } from '../failure';
import { type CatalogueEntry, catalogue } from './catalogue';
import type { HubSettings } from './hubSettings';
import { type DownloadRecord, readRecord } from './record';

const repositoryName =
  /^(?<owner>[\w-][\w.-]*)\/(?<name>[\w-][\w.-]*)(?:@(?<revision>[\w][\w./-]*))?$/;

/** Where a model comes from, and where it is or goes to. */
export interface ModelSource {
  /** What requests name it by: of the catalogue, or `owner--name`. Also the name of its folder. */
  id: string;
  /** `owner/name`. */
  repository: string;
  revision: string;
  /** Absolute path. */
  folder: string;
  entry: CatalogueEntry | undefined;
  /** Of a download that has been begun. */
  record: DownloadRecord | undefined;
}

/**
 * @param model An id of the catalogue, the id of a model that has been downloaded, or `owner/name`
 *   of a repository, maybe with `@revision`.
 * @throws Failure `model-not-found` with the ids there are.
 */
export async function sourceOf(settings: HubSettings, model: string): Promise<ModelSource> {
  const named = repositoryName.exec(model)?.groups;
  const entry = catalogue.find(
    ({ id, repository }) =>
      id === model || (named && `${named.owner}/${named.name}` === repository),
  );
  const id = entry?.id ?? (named ? `${named.owner}--${named.name}` : model);
  const folder = path.join(settings.modelsFolder, id);
  const isName = /^[\w-][\w.-]*$/.test(id);
  const record = isName ? await readRecord(folder) : undefined;
  const repository =
    entry?.repository ?? (named ? `${named.owner}/${named.name}` : record?.repository);
  if (!isName || repository === undefined) {
    const ids = catalogue.map((known) => known.id).join(', ');
    throw new Failure(
      'model-not-found',
      `There is no model ${model}: expected one of ${ids}, or owner/name of a repository on the hub.`,
      { model, known: ids },
    );
  }
  const asked = named?.revision;
  if (record && asked !== undefined && asked !== record.revision && asked !== record.commit) {
    throw new Failure(
      'options-invalid',
      `${repository} is here at revision ${record.revision} (${record.commit}): remove it first ("models remove ${id}") to download ${asked}.`,
      { model, revision: asked },
    );
  }
  const revision = asked ?? record?.revision ?? entry?.revision ?? 'main';
  return { id, repository, revision, folder, entry, record };
}
