import { type ChildProcess, spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { packageRoot } from '../../../server/src/packageRoot';
import type { ClassifyResult } from '../../../server/src/protocol';

export interface CommandLineRun {
  /** What is kept between runs lies here, in place of the user's own cache folder. */
  cacheFolder: string;
  labels: readonly string[];
  /** Further flags of `classify`. */
  flags?: readonly string[];
  /** Told of the process once it has started. */
  onStart?: (child: ChildProcess) => void;
  /** Told of every answer as it comes. */
  onAnswer?: (answer: ClassifyResult) => void;
}

interface Failed {
  image: string;
  failed?: { message: string };
}

/**
 * Classifies images in one run of the command line.
 *
 * @throws Error with the sentence of the first failure.
 */
export async function classify(
  images: readonly string[],
  { cacheFolder, labels, flags = [], onStart, onAnswer }: CommandLineRun,
): Promise<ClassifyResult[]> {
  const cli = path.join(packageRoot(), 'dist', 'cli.js');
  const parameters = ['classify', ...images, '--labels', labels.join(','), '--json', ...flags];
  const child = spawn(process.execPath, [cli, ...parameters], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, XDG_CACHE_HOME: cacheFolder, LOCALAPPDATA: cacheFolder },
  });
  onStart?.(child);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const answers: ClassifyResult[] = [];
  for await (const line of createInterface({ input: child.stdout })) {
    const answer: ClassifyResult & Failed = JSON.parse(line);
    if (answer.failed) {
      child.kill();
      throw new Error(`${answer.image}: ${answer.failed.message}`);
    }
    answers.push(answer);
    onAnswer?.(answer);
  }
  const code = await ended;
  if (code !== 0) throw new Error(`classify ${flags.join(' ')} ended with exit code ${code}`);
  return answers;
}
