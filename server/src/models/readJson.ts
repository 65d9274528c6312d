import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { z } from 'zod';
import { Failure } from '../failure';

function modelInvalid(folder: string, file: string, problem: string): Failure {
  return new Failure('model-invalid', `Model ${folder}: ${file}: ${problem}`, {
    folder,
    file,
    problem,
  });
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
  let text: string;
  try {
    text = await readFile(path.join(folder, file), 'utf8');
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return undefined;
    throw modelInvalid(folder, file, `cannot be read (${message})`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw modelInvalid(folder, file, `is not JSON (${(error as Error).message})`);
  }
  const parsed = schema.safeParse(content);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map((issue) => {
    const field = issue.path.join('.') || 'the whole file';
    return `field ${field}: ${issue.message}`;
  });
  throw modelInvalid(folder, file, problems.join('; '));
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
