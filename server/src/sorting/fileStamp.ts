import type { BigIntStats } from 'node:fs';
import { lstat, stat } from 'node:fs/promises';

/** What tells one state of a file from another without reading it: bytes, and nanoseconds since 1970. */
export interface FileStamp {
  bytes: number;
  modified: string;
}

/** What lies at a path: of a link the link itself. */
export interface Found {
  kind: 'file' | 'link' | 'other';
  stamp: FileStamp;
  /** The file system, and what is the same for all names of one file there. */
  device: bigint;
  node: bigint;
}

/** A copy's time is as exact as its file system keeps it: FAT to two seconds. */
const coarsest = 2_000_000_000n;

function stampOf({ size, mtimeNs }: BigIntStats): FileStamp {
  return { bytes: Number(size), modified: String(mtimeNs) };
}

/** Undefined where there is nothing, or nothing that this user may see. */
export async function look(file: string): Promise<Found | undefined> {
  const stats = await lstat(file, { bigint: true }).catch(() => undefined);
  if (!stats) return undefined;
  const kind = stats.isFile() ? 'file' : stats.isSymbolicLink() ? 'link' : 'other';
  return { kind, stamp: stampOf(stats), device: stats.dev, node: stats.ino };
}

/** The stamp of a file, through links; undefined where there is none. */
export async function fileStamp(file: string): Promise<FileStamp | undefined> {
  const stats = await stat(file, { bigint: true }).catch(() => undefined);
  return stats?.isFile() ? stampOf(stats) : undefined;
}

export function isOneFile(one: Found | undefined, other: Found | undefined): boolean {
  return one !== undefined && one.device === other?.device && one.node === other.node;
}

export function isSame(one: FileStamp, other: FileStamp | undefined): boolean {
  return one.bytes === other?.bytes && one.modified === other.modified;
}

/** The same but for what a copy on another file system loses. */
export function isAlike(one: FileStamp, other: FileStamp | undefined): boolean {
  if (one.bytes !== other?.bytes) return false;
  const apart = BigInt(one.modified) - BigInt(other.modified);
  return apart < coarsest && apart > -coarsest;
}

/** ISO 8601, UTC, to the millisecond, as runs have it. */
export function modifiedText({ modified }: FileStamp): string {
  // Rounded down, also before 1970.
  const nanoseconds = BigInt(modified);
  const rest = ((nanoseconds % 1_000_000n) + 1_000_000n) % 1_000_000n;
  return new Date(Number((nanoseconds - rest) / 1_000_000n)).toISOString();
}
