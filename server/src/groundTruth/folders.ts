import path from 'node:path';
import { Failure } from '../failure';
import { isRemoteImage } from '../remoteImage';
import { byName } from './byName';
import { entriesOf, filesBelow, isFolder } from './filesBelow';
import type { GroundTruth } from './groundTruth';
import { hasImageName } from './hasImageName';
import { canonical, compareNames, nearMissFailure, someOf } from './labelNames';

interface Layout {
  /** Sub-folders that have images at any depth, sorted. */
  folders: string[];
  /** Whether images lie beside them. */
  isMixed: boolean;
}

/** Ends at the first image: of a thousand folders a thousand are opened, not a million files listed. */
async function hasImage(folder: string): Promise<boolean> {
  for await (const file of filesBelow(folder)) {
    if (hasImageName(path.basename(file))) return true;
  }
  return false;
}

async function layoutOf(folder: string): Promise<Layout> {
  const layout: Layout = { folders: [], isMixed: false };
  for await (const entry of entriesOf(folder)) {
    if (entry.name.startsWith('.')) continue;
    if (!(await isFolder(entry))) layout.isMixed ||= hasImageName(entry.name);
    else if (await hasImage(path.join(folder, entry.name)).catch(() => false)) {
      layout.folders.push(entry.name);
    }
  }
  layout.folders.sort(byName);
  return layout;
}

/** The first part of a path is the label; an image without a folder has none. */
function truthOf(folders: readonly string[], labels: readonly string[] = folders): GroundTruth {
  const spelling = new Map(labels.map((label) => [canonical(label), label]));
  const labelOf = (folder: string): string => spelling.get(canonical(folder)) ?? folder;
  return {
    kind: 'folders',
    labels: [...new Set(folders.map(labelOf))].sort(byName),
    labelOf: (image) => {
      const end = image.indexOf('/');
      return end < 0 || isRemoteImage(image) ? undefined : labelOf(image.slice(0, end));
    },
    missing: [],
  };
}

/**
 * What nobody asked for, where it is plain that the folders are labels.
 *
 * @throws Failure `options-invalid` where the names differ from the labels by their spelling alone.
 */
export async function truthByDefault(
  folder: string,
  labels: readonly string[] | undefined,
): Promise<GroundTruth | undefined> {
  const { folders, isMixed } = await layoutOf(folder);
  if (folders.length === 0) return undefined;
  if (!labels) return folders.length > 1 && !isMixed ? truthOf(folders) : undefined;
  const { unknown, near } = compareNames(folders, labels);
  if (unknown.length === 0) return truthOf(folders, labels);
  if (near.length < unknown.length) return undefined;
  throw nearMissFailure(`A folder in ${folder}`, near, folder);
}

/**
 * The ImageFolder layout, as asked for.
 *
 * @throws Failure `options-invalid` where there are no two folders with images, none is named as a
 *   label, or a name differs from a label by its spelling alone; `folder-not-readable`.
 */
export async function truthOfFolders(
  folder: string,
  labels: readonly string[] | undefined,
): Promise<GroundTruth> {
  const { folders } = await layoutOf(folder);
  if (folders.length === 0 || (!labels && folders.length === 1)) {
    throw new Failure(
      'options-invalid',
      `${folder} has ${folders.length === 0 ? 'no sub-folder' : 'one sub-folder only'} with images: as ground truth "folders" expects one for each label, named after it${labels ? '' : ', and at least two'}.`,
      { folder },
    );
  }
  if (!labels) return truthOf(folders);
  const { known, near } = compareNames(folders, labels);
  if (near.length > 0) throw nearMissFailure(`A folder in ${folder}`, near, folder);
  if (known.length === 0) {
    throw new Failure(
      'options-invalid',
      `No folder in ${folder} is named as one of the labels. Its folders: ${someOf(folders)}; labels: ${someOf(labels)}. Expected ground truth "folders" with a folder for each label, or "none".`,
      { folder },
    );
  }
  return truthOf(folders, labels);
}
