import { readFile, realpath } from 'node:fs/promises';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { Ignore } from 'ignore';
import { Failure } from '../failure';
import { imageExtensions } from '../imageExtensions';
import type { RunRequest, Warning } from '../protocol';
import { type FolderEntries, readEntries } from './folderEntries';
import { ignoreFileNames, patterns, rulesBelow } from './ignoreRules';
import { merged } from './merged';

export interface ListingOptions extends Pick<RunRequest, 'include' | 'exclude' | 'ignoreFiles'> {
  signal?: AbortSignal;
  onWarning?(warning: Warning): void;
}

/** A folder that is being gone through. */
interface Level {
  /** Relative to the folder of the listing: empty, or with `/` at its end. */
  below: string;
  /** To know a loop of links by. */
  real: string;
  names: Iterator<string>;
  rules: Ignore | undefined;
}

/** Images between two pauses for others. */
const stretch = 500;

const extensions: ReadonlySet<string> = new Set(imageExtensions);

function isImageName(name: string): boolean {
  return extensions.has(path.posix.extname(name).slice(1).toLowerCase());
}

function passedOver(file: string, error: unknown): Warning {
  const { code: reason = (error as Error).message } = error as NodeJS.ErrnoException;
  const message = `${file} cannot be read (${reason}) and was passed over.`;
  return { code: 'not-readable', message, details: { file, reason } };
}

/**
 * Images below a folder by the ends of their names, as paths relative to it with `/`, in the order of
 * their code units whatever the system. Links are followed, but not into a folder that they lie in.
 * What cannot be read below the folder is a warning.
 *
 * @param folder absolute path.
 * @throws Failure `folder-not-readable` for the folder itself; the signal's reason.
 */
export async function* listImages(
  folder: string,
  { include, exclude, ignoreFiles = true, signal, onWarning = () => {} }: ListingOptions,
): AsyncGenerator<string> {
  const wanted = include && patterns(include);
  const unwanted = patterns(exclude);

  const isLeftOut = (relative: string, rules: Ignore | undefined): boolean =>
    unwanted.ignores(relative) || (rules?.ignores(relative) ?? false);

  const rulesOf = async (
    { ignoreFiles: files }: FolderEntries,
    below: string,
    above: Ignore | undefined,
  ): Promise<Ignore | undefined> => {
    let rules = above;
    for (const name of ignoreFileNames.filter((one) => files.has(one))) {
      const file = path.join(folder, below + name);
      try {
        rules = rulesBelow(rules, await readFile(file, 'utf8'), below);
      } catch (error) {
        onWarning(passedOver(file, error));
      }
    }
    return rules;
  };

  const enter = async (below: string, above: readonly Level[]): Promise<Level | undefined> => {
    const at = path.resolve(folder, below);
    try {
      const real = await realpath(at);
      if (above.some((level) => level.real === real)) return undefined;
      const entries = await readEntries(at, { hidden: !ignoreFiles, isImageName });
      const outer = above.at(-1)?.rules;
      const rules = ignoreFiles ? await rulesOf(entries, below, outer) : undefined;
      return { below, real, names: merged(entries.parts), rules };
    } catch (error) {
      if (below !== '') {
        onWarning(passedOver(at, error));
        return undefined;
      }
      const { code } = error as NodeJS.ErrnoException;
      throw new Failure(
        'folder-not-readable',
        `Folder ${folder} cannot be read (${code}): expected a folder that exists and may be read.`,
        { folder },
      );
    }
  };

  const levels: Level[] = [(await enter('', []))!];
  for (let seen = 1; levels.length > 0; seen++) {
    if (seen % stretch === 0) await setImmediate();
    signal?.throwIfAborted();
    const { below, names, rules } = levels.at(-1)!;
    const next = names.next();
    if (next.done) {
      levels.pop();
      continue;
    }
    const relative = below + next.value;
    if (isLeftOut(relative, rules)) continue;
    if (relative.endsWith('/')) {
      const level = await enter(relative, levels);
      if (level) levels.push(level);
    } else if (wanted?.ignores(relative) ?? true) yield relative;
  }
}
