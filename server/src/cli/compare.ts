import path from 'node:path';
import { accuracyIntervals, toSvg } from '../charts';
import {
  type Backend,
  type ComparisonReport,
  compareBackends,
  comparisonMarkdown,
  comparisonReport,
  comparisonText,
  type LabelledImage,
  openBackend,
} from '../comparison';
import { Failure } from '../failure';
import { readLabelledFolder } from '../groundTruth';
import { type CompareFlags, classifierFiles, compareOptions } from './compareFlags';
import { exitCodes } from './exitCodes';
import { ImagesProgress } from './imagesProgress';
import { type OpenEngine, openEngine } from './openEngine';
import { checkOutputFile, writeOutputFile } from './outputFile';
import { probeTraining } from './probeTraining';
import { labelsOf } from './raceFlags';
import { chooseImages } from './studyImages';
import { printable, type Terminal } from './terminal';

interface Compared {
  images: LabelledImage[];
  labels: string[];
}

/** The images that are compared on, and all labels to choose between. */
async function comparedImages(folder: string, flags: CompareFlags): Promise<Compared> {
  const { limit = Infinity, seed = 0 } = flags;
  const found = await readLabelledFolder(folder);
  const given = labelsOf(flags).map((label) => (typeof label === 'string' ? label : label.label));
  const labels = given.length === 0 ? found.labels : [...new Set(given)];
  const missing = found.labels.find((label) => !labels.includes(label));
  if (missing !== undefined) {
    throw new Failure(
      'options-invalid',
      `The folder has images of "${missing}", which is not among the labels: add it.`,
      { label: missing },
    );
  }
  const chosen = chooseImages(found.images, limit, seed);
  return { images: chosen.map(({ file, label }) => ({ file: path.resolve(file), label })), labels };
}

/** Two of one name are told apart by a number. */
function withOwnNames(backends: readonly Backend[]): Backend[] {
  return backends.map((backend, index) => {
    const before = backends.slice(0, index).filter(({ name }) => name === backend.name).length;
    return before === 0 ? backend : { ...backend, name: `${backend.name} (${before + 1})` };
  });
}

async function openBackends(
  { images, labels }: Compared,
  flags: CompareFlags,
  { engine }: OpenEngine,
): Promise<Backend[]> {
  const options = compareOptions(flags);
  const probe = await probeTraining(flags, labels, images, options);
  const backends: Backend[] = [];
  for (const name of flags.backend) {
    const how = { labels, options, probe, engine, ...classifierFiles(flags) };
    backends.push(await openBackend(name, how));
  }
  return withOwnNames(backends);
}

async function run(
  { images, labels }: Compared,
  backends: readonly Backend[],
  { signal, warn, warnOnce }: OpenEngine,
  progress: ImagesProgress,
): Promise<ComparisonReport> {
  const compared = await compareBackends(images, backends, {
    signal,
    onProgress: (backend, done, what) => {
      const before = backends.indexOf(backend) * images.length;
      const shown = `${backend.name} ${what}`;
      progress.show(before + done, shown, { name: 'evaluating', done: 0, total: 1 });
    },
    onFailure: ({ name }, file, { message }) => warn(`${name}: ${file}: ${message}`),
    onWarning: ({ message }) => warnOnce(message),
  });
  return comparisonReport(images, labels, compared);
}

async function writeFiles(
  folder: string,
  { report: page, plot }: CompareFlags,
  report: ComparisonReport,
): Promise<void> {
  const { images, labels, backends } = report;
  if (plot !== undefined) {
    const values = backends.map(({ name, accuracy, interval: [low, high] }) => ({
      name,
      accuracy,
      low,
      high,
    }));
    const spec = accuracyIntervals(values, {
      title: `Accuracy on ${path.basename(folder)}`,
      subtitle: `${images} images, ${labels.length} labels, 95% intervals`,
      chance: 1 / labels.length,
    });
    await writeOutputFile('--plot', plot, await toSvg(spec));
  }
  if (page !== undefined) {
    const chart = plot && path.relative(path.dirname(page), plot);
    await writeOutputFile('--report', page, comparisonMarkdown(report, folder, chart));
  }
}

/** `compare`: several classifiers on the same labelled images, and how far they differ. */
export async function compare(
  folder: string,
  flags: CompareFlags,
  terminal: Terminal,
): Promise<number> {
  const { report: page, plot } = flags;
  if (page !== undefined) await checkOutputFile('--report', page, ['.md']);
  if (plot !== undefined) await checkOutputFile('--plot', plot, ['.svg']);
  const absolute = path.resolve(folder);
  const compared = await comparedImages(absolute, flags);
  const open = openEngine(flags, terminal);
  const progress = new ImagesProgress(terminal, compared.images.length * flags.backend.length);
  try {
    const backends = await openBackends(compared, flags, open);
    const report = await run(compared, backends, open, progress);
    progress.stop();
    await writeFiles(absolute, flags, report);
    const text = flags.json
      ? JSON.stringify({ folder: absolute, ...report })
      : comparisonText(report, absolute);
    terminal.stdout.write(`${flags.json ? text : printable(text)}\n`);
    return report.leftOut.length === 0 ? exitCodes.done : exitCodes.someFailed;
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'cancelled') throw error;
    progress.stop();
    const kept =
      ' What diffusion models have computed is kept: the same command goes on from there.';
    open.warn(`Cancelled.${flags.store === false ? '' : kept}`);
    return exitCodes.cancelled;
  } finally {
    progress.stop();
    open.close();
  }
}
