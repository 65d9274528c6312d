import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { Failure } from '../failure';
import { modelInvalid } from './modelInvalid';

/** The 21,841 labels of ImageNet with their synonyms take 2 MB. */
const maxBytes = 16_000_000;

/** Problems of one file that a message lists: each of 100,000 labels may be wrong. */
const listed = 3;

async function readText(folder: string, file: string): Promise<string | undefined> {
  const location = path.join(folder, file);
  let bytes: Buffer;
  try {
    const found = await stat(location);
    // A pipe or a device would be read for ever.
    if (!found.isFile()) throw modelInvalid(folder, file, 'is no regular file');
    if (found.size > maxBytes) {
      throw modelInvalid(folder, file, `has ${found.size} bytes: expected at most ${maxBytes}`);
    }
    bytes = await readFile(location);
  } catch (error) {
    if (error instanceof Failure) throw error;
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw modelInvalid(folder, file, `cannot be read (${message})`);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw modelInvalid(folder, file, 'is not text in UTF-8');
  }
}

/**
 * The content of a JSON file of a model folder, checked; undefined where there is no such file.
 *
 * @param file relative to `folder`.
 * @throws Failure `model-invalid` naming the file, the field and what was expected of it.
 */
export async function readJson<T>(
  folder: string,
  file: string,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const text = await readText(folder, file);
  if (text === undefined) return undefined;
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw modelInvalid(folder, file, `is not JSON (${(error as Error).message})`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const { issues } = parsed.error;
  const problems = issues.slice(0, listed).map((issue) => {
    const field = issue.path.join('.') || 'the whole file';
    return `field ${field}: ${issue.message}`;
  });
  const more = issues.length > listed ? [`and ${issues.length - listed} more`] : [];
  throw modelInvalid(folder, file, [...problems, ...more].join('; '));
}

/** As {@link readJson}, for a file that has to be there. */
export async function readRequiredJson<T>(
  folder: string,
  file: string,
  schema: z.ZodType<T>,
): Promise<T> {
  const content = await readJson(folder, file, schema);
  if (content === undefined) throw modelInvalid(folder, file, 'is missing');
  return content;
}
