import { setMaxListeners } from 'node:events';
import { stat } from 'node:fs/promises';
import path from 'node:path';
import type { Engine, Fingerprint } from '../engine';
import { Failure } from '../failure';
import { type DuplicateGroup, type FingerprintedImage, grouped } from './grouped';
import type { KnownFingerprints } from './knownFingerprints';

/** Bits in which the hashes of two copies of a picture may differ: docs/sorting.md says why. */
export const defaultDistance = 8;
export const largestDistance = 16;

/** Images asked for at once: enough that the host always has some to decode and some to read. */
const atOnce = 16;

export interface DuplicatesRequest {
  /** Absolute path. */
  folder: string;
  /** Paths relative to it, with `/`. */
  images: AsyncIterable<string>;
  /** 0..16 bits; default {@link defaultDistance}. */
  distance?: number | undefined;
  /** The label of an image, where it is known. */
  labelOf?: ((image: string) => string | undefined) | undefined;
}

export interface DuplicatesControl {
  engine: Pick<Engine, 'fingerprint'>;
  known?: KnownFingerprints | undefined;
  signal?: AbortSignal | undefined;
  /** After each image; all of them have been found when it is first called. */
  onProgress?: ((done: number, total: number) => void) | undefined;
}

export interface Duplicates {
  folder: string;
  distance: number;
  /** How many were looked at, those that failed among them. */
  images: number;
  groups: DuplicateGroup[];
  /** In the order of their paths. */
  failures: { image: string; code: string; message: string }[];
}

/** Does `work` for each, several at once. The first that throws ends it. */
async function forEach<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}

/**
 * Finds images of a folder that have the same bytes, or look the same (pHash). Images that cannot be
 * read or decoded are named in the answer.
 *
 * @throws Failure `cancelled`; `folder-not-readable` and others of the listing of `images`.
 */
export async function findDuplicates(
  { folder, images, distance = defaultDistance, labelOf }: DuplicatesRequest,
  { engine, known, signal, onProgress }: DuplicatesControl,
): Promise<Duplicates> {
  // Each that is asked for listens to it.
  if (signal) setMaxListeners(2 * atOnce, signal);
  const names: string[] = [];
  for await (const image of images) names.push(image);
  const found = new Map<string, FingerprintedImage>();
  const failures: Duplicates['failures'] = [];
  let done = 0;

  const fingerprint = async (image: string): Promise<FingerprintedImage> => {
    const file = path.join(folder, image);
    const stats = await stat(file, { bigint: true }).catch(() => undefined);
    const stamp = stats && `${stats.size} ${stats.mtimeNs}`;
    const remembered = stamp === undefined ? undefined : known?.find(image, stamp);
    const made: Fingerprint = remembered ?? (await engine.fingerprint(file, { signal }));
    if (!remembered && stamp !== undefined) known?.remember(image, stamp, made);
    return { ...made, image, bytes: Number(stats?.size ?? 0) };
  };
  await forEach(names, async (image) => {
    if (signal?.aborted) throw new Failure('cancelled', 'Cancelled.');
    try {
      found.set(image, await fingerprint(image));
    } catch (error) {
      if (!(error instanceof Failure) || !error.code.startsWith('image-')) throw error;
      failures.push({ image, code: error.code, message: error.message });
    }
    done += 1;
    onProgress?.(done, names.length);
  });

  const inOrder = names.flatMap((image) => found.get(image) ?? []);
  const groups = (await grouped(inOrder, distance, signal)).map((group) =>
    withLabels(group, labelOf),
  );
  failures.sort((a, b) => (a.image < b.image ? -1 : 1));
  return { folder, distance, images: names.length, groups, failures };
}

function withLabels(group: DuplicateGroup, labelOf: DuplicatesRequest['labelOf']): DuplicateGroup {
  const images = group.versions.flatMap((version) => version.images);
  const labels = new Set(images.flatMap((image) => labelOf?.(image) ?? []));
  return labels.size > 1 ? { ...group, labels: [...labels].sort() } : group;
}
