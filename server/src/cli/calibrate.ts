import { reliabilityDiagram, toSvg } from '../charts';
import { Failure } from '../failure';
import { readLabelledFolder } from '../groundTruth';
import { reliabilityBins } from '../method';
import { findModel, type ModelFolder, writeTemperature } from '../models';
import {
  type CalibrationReport,
  calibrationReport,
  calibrationText,
  fewImagesText,
} from './calibrationReport';
import { exitCodes } from './exitCodes';
import { ImagesProgress } from './imagesProgress';
import { judgeImages } from './judgeImages';
import { type EngineFlags, openEngine } from './openEngine';
import { checkOutputFile, writeOutputFile } from './outputFile';
import { printable, type Terminal } from './terminal';

/** The flags of `calibrate`, as commander gives them. */
export interface CalibrateFlags extends EngineFlags {
  model?: string;
  template?: string[];
  promptSet?: string;
  plot?: string;
  write?: boolean;
  json?: boolean;
}

/** Fewer make no ten parts to judge each other by. */
const fewestImages = 10;

async function drawPlot(file: string, report: CalibrationReport): Promise<void> {
  const { model, images, calibration, answers } = report;
  const spec = reliabilityDiagram(reliabilityBins(answers), {
    title: `${model}: how often answers are right`,
    subtitle: `${images} images, calibration error ${calibration.error.toFixed(3)}`,
  });
  await writeOutputFile('--plot', file, await toSvg(spec));
}

async function write(model: ModelFolder, report: CalibrationReport): Promise<string> {
  const { images, labels, accuracy, calibration, temperature } = report;
  const rounded = (value: number): number => Number(value.toFixed(3));
  const [low, high] = calibration.interval;
  return await writeTemperature(model, {
    temperature,
    calibration: {
      images,
      labels,
      error: rounded(calibration.error),
      interval: [rounded(low), rounded(high)],
      accuracy: rounded(accuracy),
      loss: model.classifier.loss,
      samples: model.classifier.budget.samples,
    },
  });
}

/**
 * `calibrate`: fits the temperature of a model on labelled images, and says how far its
 * probabilities are to be believed.
 */
export async function calibrate(
  folder: string,
  flags: CalibrateFlags,
  terminal: Terminal,
): Promise<number> {
  const { stdout } = terminal;
  const { template: templates, promptSet, plot } = flags;
  if (plot !== undefined) await checkOutputFile('--plot', plot, ['.svg']);
  if (flags.write && (templates || promptSet)) {
    throw new Failure(
      'options-invalid',
      `--write keeps a temperature for the model's own prompts, not for those of ${templates ? '--template' : '--prompt-set'}: put them into "templates" of its classifier.json, or leave --write out.`,
    );
  }
  const labelled = await readLabelledFolder(folder);
  const model = await findModel(flags.model);
  const open = openEngine(flags, terminal);
  const progress = new ImagesProgress(terminal, labelled.images.length);
  try {
    const request = {
      model: model.folder,
      options: { ...(templates && { templates }), ...(promptSet && { promptSet }) },
    };
    const judged = await judgeImages(labelled, request, open, (index, file, step) =>
      progress.show(index, file, step),
    );
    progress.stop();
    if (judged.images.length < fewestImages) {
      throw new Failure(
        'options-invalid',
        `${folder} has ${judged.images.length} images that can be classified. Expected at least ${fewestImages}; some hundreds make a calibration that can be told from chance.`,
        { folder },
      );
    }
    const report = calibrationReport(judged.images, {
      id: model.id,
      temperature: model.classifier.temperature,
      labels: labelled.labels.length,
    });
    const few = fewImagesText(report);
    if (few) open.warn(few);
    const written = flags.write ? await write(model, report) : undefined;
    if (plot !== undefined) await drawPlot(plot, report);
    if (flags.json) {
      const { answers, ...figures } = report;
      const { failed, evaluations, remembered } = judged;
      const bins = reliabilityBins(answers);
      const shown = { ...figures, bins, failed, evaluations, remembered, written };
      stdout.write(`${JSON.stringify(shown)}\n`);
    } else {
      const end = written
        ? `The temperature was written to ${written}.`
        : `Nothing was written: --write puts the temperature into ${model.folder}.`;
      stdout.write(`${printable(`${calibrationText(report)}\n${end}`)}\n`);
    }
    return judged.failed === 0 ? exitCodes.done : exitCodes.someFailed;
  } catch (error) {
    if (!(error instanceof Failure) || error.code !== 'cancelled') throw error;
    progress.stop();
    const kept = ' What was computed is kept: the same command goes on from there.';
    open.warn(`Cancelled.${flags.store === false ? '' : kept}`);
    return exitCodes.cancelled;
  } finally {
    progress.stop();
    open.close();
  }
}
