import { createHash, type Hash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { cancelled } from './downloadFailed';

/** What is known of a file before it is here. */
export interface Expected {
  /** Bytes. */
  size?: number | undefined;
  /** In hexadecimal digits. */
  sha256?: string | undefined;
  /** Git's name of the content, SHA-1 of "blob SIZE\0" and the bytes: of files that are not in LFS. */
  gitOid?: string | undefined;
}

/** A file whose hash is known. */
export function hasHash({ size, sha256, gitOid }: Expected): boolean {
  return sha256 !== undefined || (gitOid !== undefined && size !== undefined);
}

/** Hashes a file as it comes, by the hash that is known of it; sha256 where none is. */
export function startHash({ size, sha256, gitOid }: Expected): Hash {
  return sha256 === undefined && gitOid !== undefined && size !== undefined
    ? createHash('sha1').update(`blob ${size}\0`)
    : createHash('sha256');
}

/** True where nothing is known to compare with. */
export function isExpected(hash: Hash, expected: Expected): boolean {
  if (!hasHash(expected)) return true;
  return hash.digest('hex') === (expected.sha256 ?? expected.gitOid)!.toLowerCase();
}

export interface Reading {
  signal?: AbortSignal | undefined;
  /** Bytes read since the last call. */
  onBytes?: ((bytes: number) => void) | undefined;
}

/** @throws Failure `cancelled`, and errors of the file system. */
export async function hashFile(
  file: string,
  hash: Hash,
  { signal, onBytes }: Reading = {},
): Promise<Hash> {
  for await (const chunk of createReadStream(file, { highWaterMark: 2 ** 20 })) {
    if (signal?.aborted) throw cancelled();
    hash.update(chunk as Buffer);
    onBytes?.((chunk as Buffer).length);
  }
  return hash;
}
