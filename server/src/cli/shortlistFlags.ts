import { readFileSync } from 'node:fs';
import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { type ClassifyOptions, type LabelTree, labelTreeSchema } from '../protocol';

/** The flags of `classify` that say what chooses labels beforehand, as commander gives them. */
export interface ShortlistFlags {
  shortlist?: string;
  shortlistKeep?: number;
  hierarchy?: string;
}

function unreadable(file: string, why: string): Failure {
  return new Failure(
    'options-invalid',
    `--hierarchy ${file} ${why}: expected a JSON file such as {"animal": ["cat", "dog"], "vehicle": ["car", "ship"]}.`,
    { file },
  );
}

function readHierarchy(file: string): LabelTree {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (error) {
    throw unreadable(file, `cannot be read (${(error as NodeJS.ErrnoException).code})`);
  }
  let content: unknown;
  try {
    content = JSON.parse(text);
  } catch (error) {
    throw unreadable(file, `is not JSON (${(error as Error).message})`);
  }
  const parsed = labelTreeSchema.safeParse(content);
  if (!parsed.success) throw unreadable(file, `is no hierarchy (${describeIssues(parsed.error)})`);
  return parsed.data;
}

/**
 * What the flags ask for.
 *
 * @throws Failure `options-invalid` for both ways at once, neither but a number, or a file that is no
 *   hierarchy.
 */
export function shortlistOf({
  shortlist: model,
  shortlistKeep,
  hierarchy,
}: ShortlistFlags): ClassifyOptions['shortlist'] {
  const keep = shortlistKeep === undefined ? {} : { keep: shortlistKeep };
  if (model !== undefined && hierarchy !== undefined) {
    throw new Failure(
      'options-invalid',
      '--shortlist and --hierarchy both choose labels beforehand: give one of them.',
    );
  }
  if (model !== undefined) return { model, ...keep };
  if (hierarchy !== undefined) return { hierarchy: readHierarchy(hierarchy), ...keep };
  if (shortlistKeep === undefined) return undefined;
  throw new Failure(
    'options-invalid',
    '--shortlist-keep says how many labels a shortlist keeps: give --shortlist MODEL or --hierarchy FILE, too.',
  );
}
