import { type FileHandle, open } from 'node:fs/promises';
import { type ImageSize, imageSize } from './imageSize';

/** Bytes of a file that are looked at: cameras put a preview of some 40 kB before the size of a JPEG. */
const headBytes = 131_072;

/** What is known of an image file without decoding it. */
export interface FileFacts {
  bytes: number;
  size?: ImageSize;
}

/** Undefined for a file that cannot be read. */
export async function fileFacts(file: string): Promise<FileFacts | undefined> {
  let handle: FileHandle | undefined;
  try {
    handle = await open(file);
    const { size: bytes } = await handle.stat();
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    const size = imageSize(buffer.subarray(0, bytesRead));
    return { bytes, ...(size && { size }) };
  } catch {
    return undefined;
  } finally {
    await handle?.close();
  }
}
