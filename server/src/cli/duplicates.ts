import { realpath } from 'node:fs/promises';
import { findDuplicates, KnownFingerprints } from '../duplicates';
import { Failure } from '../failure';
import { readGroundTruth } from '../groundTruth';
import { listImages } from '../runs';
import { CountBar } from './countBar';
import { duplicatesText } from './duplicatesText';
import { exitCodes } from './exitCodes';
import { type EngineFlags, openEngine } from './openEngine';
import { runsFolder } from './openRuns';
import { checkOutputFile, writeOutputFile } from './outputFile';
import { printable, type Terminal } from './terminal';

/** The flags of `duplicates`, as commander gives them. */
export interface DuplicatesFlags extends EngineFlags {
  distance?: number;
  include?: string[];
  exclude?: string[];
  ignoreFiles?: boolean;
  json?: true;
  out?: string;
}

/**
 * Finds images of a folder that are, or look, the same.
 *
 * @returns The exit code.
 * @throws Failure `folder-not-readable`; `options-invalid` for the flags.
 */
export async function duplicates(
  name: string,
  flags: DuplicatesFlags,
  terminal: Terminal,
): Promise<number> {
  const { distance, include, exclude, ignoreFiles, out, json } = flags;
  if (out !== undefined) await checkOutputFile('--out', out, ['.json']);
  const folder = await realpath(name).catch((error: NodeJS.ErrnoException) => {
    const message = `Folder ${name} cannot be read (${error.code}): expected a folder that exists.`;
    throw new Failure('folder-not-readable', message, { folder: name });
  });
  const { engine, signal, warn, warnOnce, close } = openEngine(flags, terminal);
  const known =
    flags.store === false ? undefined : new KnownFingerprints(runsFolder(flags), folder);
  const bar = new CountBar(terminal, 'looking for images');
  let isComplete = false;
  try {
    await known?.open();
    const truth = await readGroundTruth(folder, undefined, undefined);
    const images = listImages(folder, {
      signal,
      onWarning: ({ message }) => warnOnce(message),
      ...(include && { include }),
      ...(exclude && { exclude }),
      ...(ignoreFiles !== undefined && { ignoreFiles }),
    });
    const found = await findDuplicates(
      { folder, images, distance, labelOf: (image) => truth?.labelOf(image) },
      { engine, known, signal, onProgress: (done, total) => bar.show(done, total) },
    );
    isComplete = true;
    bar.stop();
    if (out !== undefined)
      await writeOutputFile('--out', out, `${JSON.stringify(found, null, 2)}\n`);
    terminal.stdout.write(`${json ? JSON.stringify(found) : printable(duplicatesText(found))}\n`);
    for (const { message } of found.failures) warn(message);
    return found.failures.length === 0 ? exitCodes.done : exitCodes.someFailed;
  } catch (error) {
    if (!signal.aborted) throw error;
    warn('Cancelled. What was looked at is remembered: the same command goes on.');
    return exitCodes.cancelled;
  } finally {
    bar.stop();
    await known?.close(isComplete);
    close();
  }
}
