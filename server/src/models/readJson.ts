import type { z } from 'zod';
import { modelInvalid } from './modelInvalid';
import { readText } from './smallFile';

/** Problems of one file that a message lists: each of 100,000 labels may be wrong. */
const listed = 3;

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
