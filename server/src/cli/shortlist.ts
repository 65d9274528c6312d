import path from 'node:path';
import { Failure } from '../failure';
import { type LabelledFolder, readLabelledFolder } from '../groundTruth';
import { findClip, writeClipShortlist } from '../models';
import { exitCodes } from './exitCodes';
import { ImagesProgress } from './imagesProgress';
import { givenLabels, readLabelsFile } from './labels';
import { type EngineFlags, type OpenEngine, openEngine } from './openEngine';
import { fewestImages, type RecallReport, recallReport, recallText } from './shortlistRecall';
import { printable, type Terminal } from './terminal';

/** The flags of `shortlist`, as commander gives them. */
export interface RecallFlags extends EngineFlags {
  model?: string;
  recall: number;
  labels?: string;
  labelsFile?: string;
  template?: string[];
  promptSet?: string;
  write?: boolean;
  json?: boolean;
}

/** All labels that are to be told apart: those given, else those of the folder. */
function labelsOf({ labels, labelsFile }: RecallFlags, labelled: LabelledFolder): string[] {
  const given = [
    ...givenLabels(labels),
    ...(labelsFile === undefined ? [] : readLabelsFile(labelsFile)),
  ];
  const asked = given.length === 0 ? labelled.labels : [...new Set(given)];
  const missing = labelled.labels.find((label) => !asked.includes(label));
  if (missing === undefined) return asked;
  throw new Failure(
    'options-invalid',
    `The folder has images of "${missing}", which is not among the labels: add it.`,
    { label: missing },
  );
}

/** Of each image that can be read the rank of its label, from 0; of equal scores the first goes first. */
async function ranksOf(
  { images }: LabelledFolder,
  labels: string[],
  model: string,
  { template: templates, promptSet }: RecallFlags,
  { engine, signal, warn, warnOnce }: OpenEngine,
  progress: ImagesProgress,
): Promise<{ ranks: number[]; seconds: number; failed: number }> {
  const options = { ...(templates && { templates }), ...(promptSet && { promptSet }) };
  const found = { ranks: [] as number[], seconds: 0, failed: 0 };
  for (const [index, { file, label }] of images.entries()) {
    try {
      const { scores, warnings, seconds } = await engine.score(
        { image: path.resolve(file), labels, model, options },
        { signal, onStep: (step) => progress.show(index, file, step) },
      );
      for (const { message } of warnings) warnOnce(message);
      const right = labels.indexOf(label);
      const ahead = scores.filter(
        (score, other) => score > scores[right]! || (score === scores[right] && other < right),
      );
      found.ranks.push(ahead.length);
      found.seconds += seconds;
    } catch (error) {
      if (!(error instanceof Failure) || !error.code.startsWith('image-')) throw error;
      warn(`${file}: ${error.message}`);
      found.failed += 1;
    }
  }
  return found;
}

function conclusion({ chosen, images, rows }: RecallReport, wanted: number): string {
  if (chosen) return `Keep ${chosen.keep}: --shortlist-keep ${chosen.keep}`;
  const fewest = fewestImages(wanted);
  const hint =
    images < fewest
      ? `so few images cannot show it: at least ${fewest} are needed`
      : rows.slice(0, -1).some(({ recall }) => recall > wanted)
        ? 'with so few images it might be chance. More images could show it'
        : 'this model ranks the right label too low too often';
  return `No number of labels below all is shown to have a recall of ${wanted}: ${hint}.`;
}

/** `shortlist`: how many labels CLIP has to keep for a stated recall, measured on labelled images. */
export async function measureRecall(
  folder: string,
  flags: RecallFlags,
  terminal: Terminal,
): Promise<number> {
  if (flags.model === undefined) {
    throw new Failure(
      'options-invalid',
      'No model: give --model FOLDER, a CLIP folder as published on the hub (docs/shortlist.md).',
    );
  }
  const labelled = await readLabelledFolder(folder);
  const labels = labelsOf(flags, labelled);
  const clip = await findClip(flags.model);
  const open = openEngine(flags, terminal);
  const progress = new ImagesProgress(terminal, labelled.images.length);
  try {
    const found = await ranksOf(labelled, labels, clip.folder, flags, open, progress);
    const { ranks, seconds, failed } = found;
    progress.stop();
    if (ranks.length === 0) {
      throw new Failure('options-invalid', `${folder} has no image that can be read.`, { folder });
    }
    const report = recallReport(ranks, labels.length, flags.recall);
    const { chosen, images } = report;
    const { stdout } = terminal;
    if (flags.json) {
      stdout.write(`${JSON.stringify({ model: clip.id, ...report, seconds, failed })}\n`);
    } else {
      const text = `${recallText(report, clip.id)}\n  ${seconds.toFixed(2)} s in all\n${conclusion(report, flags.recall)}`;
      stdout.write(`${printable(text)}\n`);
    }
    if (flags.write && chosen) {
      const { keep, recall, low: atLeast } = chosen;
      const file = await writeClipShortlist(clip.folder, { keep, recall, atLeast, images, labels });
      open.warn(`Written to ${file}: with these labels, --shortlist alone keeps as many.`);
    }
    return failed === 0 && chosen ? exitCodes.done : exitCodes.someFailed;
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'cancelled') throw error;
    progress.stop();
    open.warn('Cancelled.');
    return exitCodes.cancelled;
  } finally {
    progress.stop();
    open.close();
  }
}
