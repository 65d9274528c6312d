import ignore, { type Ignore } from 'ignore';

/** As git takes the names of files on these systems. */
const ignorecase = process.platform === 'win32' || process.platform === 'darwin';

/** Names of files with such rules, the one that has the last word last. */
export const ignoreFileNames = ['.gitignore', '.ignore'] as const;

/** Patterns as in a .gitignore file, relative to one folder. */
export function patterns(list: readonly string[] = []): Ignore {
  return ignore({ ignorecase }).add([...list]);
}

/** One line of an ignore file in a folder below, as it stands in the one of the uppermost folder. */
function fromAbove(line: string, below: string): string {
  const isNegative = line.startsWith('!');
  const pattern = isNegative ? line.slice(1) : line;
  // A slash but at its end ties a pattern to the folder that its file is in.
  const isTied = /\/[^/\s]|^\//.test(pattern);
  const place = below.replace(/[\\*?[\]]/g, '\\$&');
  const tail = isTied ? pattern.replace(/^\//, '') : `**/${pattern}`;
  return `${isNegative ? '!' : ''}/${place}${tail}`;
}

/**
 * The rules of a folder: those of the folders above and then its own, of which the last that fits
 * decides, as git has it.
 *
 * @param below the folder, relative to the uppermost one: empty, or with `/` at its end.
 */
export function rulesBelow(above: Ignore | undefined, text: string, below: string): Ignore {
  const lines = text
    .replace(/^\uFEFF/, '')
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '' && !line.startsWith('#'));
  const rules = ignore({ ignorecase });
  if (above) rules.add(above);
  return rules.add(below === '' ? lines : lines.map((line) => fromAbove(line, below)));
}
