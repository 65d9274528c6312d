import { crc32 } from 'node:zlib';

/** Bytes of a seal. */
const sealLength = 4;

function sealOf(key: Buffer, content: Uint8Array): number {
  return crc32(content, crc32(key));
}

/**
 * `content` behind a checksum of it and of the key that it is stored by, so that what is damaged, or
 * lies where something else should, is noticed.
 */
export function seal(key: Buffer, content: Uint8Array): Buffer {
  const record = Buffer.allocUnsafe(sealLength + content.length);
  record.writeUInt32LE(sealOf(key, content));
  record.set(content, sealLength);
  return record;
}

/** The content of a record, undefined where it is not what was sealed by `key`. */
export function unseal(key: Buffer, record: Buffer | undefined): Buffer | undefined {
  if (record === undefined || record.length < sealLength) return undefined;
  const content = record.subarray(sealLength);
  return record.readUInt32LE() === sealOf(key, content) ? content : undefined;
}
