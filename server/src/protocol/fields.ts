import * as z from 'zod';

/** Characters. Windows has no longer paths, and other systems have shorter ones. */
const longestPath = 32_767;
/** Characters of a label or prompt: text encoders read some 300 to 2,000. */
const longestText = 2_000;

/** A path or URI: taken as it is, since a file's name may end in a space. */
export const location = z
  .string()
  .min(1, 'expected at least one character')
  .max(longestPath, 'expected at most 32,767 characters');
export const image = z
  .string()
  .min(1, 'expected at least one character')
  .refine((text) => text.length <= longestPath || text.startsWith('data:'), {
    error: 'expected at most 32,767 characters, or a data: URI',
  });
export const nonEmpty = z
  .string()
  .trim()
  .min(1, 'expected at least one character')
  .max(longestText, 'expected at most 2,000 characters');

/** A number of things, from one on. */
export const count = z.int().min(1).max(1_000_000);

export const progressToken = z.union([z.string(), z.int()]);
