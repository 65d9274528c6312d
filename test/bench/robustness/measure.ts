import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type OpenEngine, openEngine } from '../../../server/src/cli/openEngine';
import { type Backend, compareBackends, openBackend } from '../../../server/src/comparison';
import { Failure } from '../../../server/src/failure';
import { readLabelledFolder } from '../../../server/src/groundTruth';

export interface Classified {
  name: string;
  kind: Backend['kind'];
  /** [condition][image], the clean images first: whether it was right. */
  right: boolean[][];
}

export interface Measured {
  /** `clean`, then the corruptions with their severities. */
  conditions: string[];
  images: number;
  classifiers: Classified[];
}

/** What a person gave. */
export interface Question {
  /** A folder of make_corrupted.py. */
  corrupted: string;
  /** A folder of train_resnet.py. */
  classifiers: string;
  /** Of the diffusion model. */
  model: string;
  /** Where its errors are kept. */
  cache: string;
}

function foldersIn(folder: string): string[] {
  const entries = readdirSync(folder, { withFileTypes: true });
  return entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
}

/** The clean images, and then the others by name. */
function conditionsIn(folder: string): string[] {
  const others = foldersIn(folder).filter((name) => name !== 'clean');
  return ['clean', ...others.sort()];
}

interface Checkpoint {
  folder: string;
  epochs: number;
}

/** The least trained first. */
function checkpointsIn(folder: string): Checkpoint[] {
  return foldersIn(folder)
    .map((name) => path.join(folder, name))
    .filter((one) => existsSync(path.join(one, 'model.onnx')))
    .map((one) => {
      const provenance = JSON.parse(readFileSync(path.join(one, 'provenance.json'), 'utf8'));
      return { folder: one, epochs: Number(provenance.epoch) };
    })
    .sort((a, b) => a.epochs - b.epochs);
}

/** The diffusion model is called by its own name. */
function titleOf({ epochs }: Checkpoint): string {
  return `ResNet-20, ${epochs} ${epochs === 1 ? 'epoch' : 'epochs'}`;
}

interface Judged extends Pick<Classified, 'name' | 'kind'> {
  /** [image] */
  right: boolean[];
}

/** Whether each backend is right about each image of a folder, in the order of the files' names. */
async function judge(
  folder: string,
  names: readonly string[],
  { engine, signal, warnOnce }: OpenEngine,
): Promise<Judged[]> {
  const { images, labels } = await readLabelledFolder(path.resolve(folder));
  const backends: Backend[] = [];
  for (const name of names) backends.push(await openBackend(name, { labels, options: {}, engine }));
  const compared = await compareBackends(images, backends, {
    signal,
    onProgress: () => {},
    onFailure: (_, file, { message }) => {
      throw new Error(`${file}: ${message}`);
    },
    onWarning: ({ message }) => warnOnce(message),
  });
  return compared.map(({ backend: { name, kind }, answers }) => ({
    name,
    kind,
    right: images.map(({ file, label }) => {
      const answer = answers.get(file);
      return answer !== undefined && !(answer instanceof Failure) && answer.predicted === label;
    }),
  }));
}

/** Asks the diffusion model and every ResNet for every image of every folder. */
export async function measure(
  { corrupted, classifiers, model, cache }: Question,
  say: (line: string) => void,
): Promise<Measured> {
  const conditions = conditionsIn(corrupted);
  const checkpoints = checkpointsIn(classifiers);
  const names = [model, ...checkpoints.map(({ folder }) => folder)];
  const titles = [model, ...checkpoints.map(titleOf)];
  const { stdout, stderr } = process;
  const open = openEngine(
    { cacheFolder: cache, provider: ['cpu'] },
    { stdout, stderr, onInterrupt: (stop) => void process.once('SIGINT', stop) },
  );
  const found: Classified[] = [];
  try {
    for (const condition of conditions) {
      const judged = await judge(path.join(corrupted, condition), names, open);
      judged.forEach(({ kind, right }, index) => {
        found[index] ??= { name: titles[index]!, kind, right: [] };
        found[index].right.push(right);
      });
      const counts = judged.map(({ name, right }) => `${name} ${right.filter(Boolean).length}`);
      say(`${condition}, ${judged[0]!.right.length} images, right: ${counts.join(', ')}`);
    }
  } finally {
    open.close();
  }
  return { conditions, images: found[0]!.right[0]!.length, classifiers: found };
}
