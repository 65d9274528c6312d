import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';

/** Bytes, of an answer about the most images with the most labels that anybody has asked for. */
const mostUnpacked = 256e6;

/** JSON, compressed: numbers and labels of many images come to about a fifth. */
export async function pack(value: unknown): Promise<string> {
  return (await promisify(gzip)(JSON.stringify(value))).toString('base64');
}

/** @throws an error where `text` does not come from {@link pack}, or is a trap. */
export async function unpack(text: string): Promise<unknown> {
  const content = await promisify(gunzip)(Buffer.from(text, 'base64'), {
    maxOutputLength: mostUnpacked,
  });
  return JSON.parse(content.toString('utf8'));
}
