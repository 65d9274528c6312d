import { setImmediate } from 'node:timers/promises';
import type { Fingerprint } from '../engine';
import { Failure } from '../failure';
import { HammingIndex } from './hammingIndex';

/** An image whose fingerprint is known. */
export interface FingerprintedImage extends Fingerprint {
  /** Relative to the folder, with `/` on every system. */
  image: string;
  bytes: number;
}

/** Images with the same bytes. */
export interface Version {
  /** SHA-256 of the bytes, in hexadecimal digits. */
  content: string;
  width: number;
  height: number;
  bytes: number;
  /** From the first version of the group, in bits of their perceptual hashes. */
  distance: number;
  /** In the order of their paths. */
  images: string[];
}

/** Images that are, or look, the same: two at least. */
export interface DuplicateGroup {
  /** The largest first; then the nearest to it. */
  versions: Version[];
  /** The different labels of its images, where they have several. */
  labels?: string[];
}

/** Versions between two pauses for others: a twentieth of a second. */
const stretch = 1_000;

type Known = Omit<Version, 'distance'> & { perceptual: string | null };

function byContent(images: readonly FingerprintedImage[]): Known[] {
  const versions = new Map<string, Known>();
  for (const { image, ...fingerprint } of images) {
    const known = versions.get(fingerprint.content);
    if (known) known.images.push(image);
    else versions.set(fingerprint.content, { ...fingerprint, images: [image] });
  }
  return [...versions.values()];
}

/** The most pixels first, then the most bytes, then the first path. */
function byQuality(one: Known, other: Known): number {
  return (
    other.width * other.height - one.width * one.height ||
    other.bytes - one.bytes ||
    (one.images[0]! < other.images[0]! ? -1 : 1)
  );
}

/**
 * Groups images with the same bytes, and versions within a distance of the largest one: everything in a
 * group looks like its first, however many steps between them would lead further away.
 *
 * @param images in the order of their paths.
 * @param distance of perceptual hashes, 0..16 bits.
 * @returns the group with the largest image first.
 * @throws Failure `cancelled`.
 */
export async function grouped(
  images: readonly FingerprintedImage[],
  distance: number,
  signal?: AbortSignal,
): Promise<DuplicateGroup[]> {
  const versions = byContent(images).sort(byQuality);
  const hashed = versions.filter(({ perceptual }) => perceptual !== null);
  const index = new HammingIndex(hashed.map(({ perceptual }) => perceptual!));
  const places = new Map(hashed.map((version, place) => [version, place]));
  const taken = new Set<Known>();
  const groups: DuplicateGroup[] = [];
  for (const [i, first] of versions.entries()) {
    if (i % stretch === 0) await setImmediate();
    if (signal?.aborted) throw new Failure('cancelled', 'Cancelled.');
    if (taken.has(first)) continue;
    const place = places.get(first);
    const near = place === undefined ? [] : index.within(place, distance);
    const others = near
      .map(({ id, distance: between }) => ({ version: hashed[id]!, distance: between }))
      .filter(({ version }) => version !== first && !taken.has(version))
      .sort((a, b) => a.distance - b.distance || byQuality(a.version, b.version));
    if (others.length === 0 && first.images.length === 1) continue;
    const members = [{ version: first, distance: 0 }, ...others];
    for (const { version } of members) taken.add(version);
    groups.push({
      versions: members.map(({ version: { perceptual: _, ...version }, distance: between }) => ({
        ...version,
        distance: between,
      })),
    });
  }
  return groups;
}
