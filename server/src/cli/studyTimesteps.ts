import path from 'node:path';
import { accuracyCurves, toSvg } from '../charts';
import { readLabelledFolder } from '../groundTruth';
import { findModel } from '../models';
import { evaluateStudy } from './evaluateStudy';
import { exitCodes } from './exitCodes';
import { openEngine } from './openEngine';
import { checkOutputFile, writeOutputFile } from './outputFile';
import { plannedStudy, type StudyFlags, studyRequest } from './studyFlags';
import { chooseImages } from './studyImages';
import { type StudyResults, studyCsv, studyCurves, studyTable } from './studyResults';
import { printable, type Terminal } from './terminal';

/** @returns The files that were written. */
async function writeResults(
  { out, plot, band }: StudyFlags,
  results: StudyResults,
): Promise<string[]> {
  const { strategies, labels, images, model, folder, loss } = results;
  if (out !== undefined) {
    const isCsv = path.extname(out).toLowerCase() === '.csv';
    const text = isCsv ? studyCsv(results) : `${JSON.stringify(results)}\n`;
    await writeOutputFile('--out', out, text);
  }
  if (plot !== undefined) {
    const within = band ? `, timesteps ${band[0]} to ${band[1]! - 1}` : '';
    const spec = accuracyCurves(strategies, {
      title: `Accuracy by choice of timesteps: ${model}`,
      subtitle: `${images.length} images of ${path.basename(folder)}, ${labels.length} labels, ${loss} error${within}, 95% intervals`,
      chance: 1 / labels.length,
    });
    await writeOutputFile('--plot', plot, await toSvg(spec));
  }
  return [out, plot].filter((file) => file !== undefined);
}

/**
 * `study timesteps`: accuracy of the strategies of the paper's section 3.1 on a labelled folder.
 *
 * @returns The exit code.
 */
export async function studyTimesteps(
  folder: string,
  flags: StudyFlags,
  terminal: Terminal,
): Promise<number> {
  const { stdout } = terminal;
  const { out, plot, seed = 0, images: most = Infinity } = flags;
  if (out !== undefined) await checkOutputFile('--out', out, ['.json', '.csv']);
  if (plot !== undefined) await checkOutputFile('--plot', plot, ['.svg']);
  const model = await findModel(flags.model);
  const { plan, band } = plannedStudy(flags, model.scheduler.num_train_timesteps);
  const loss = flags.loss ?? model.classifier.loss;
  const found = await readLabelledFolder(folder);
  const request = studyRequest(flags, found.labels);
  const images = chooseImages(found.images, most, seed);

  const opened = openEngine(flags, terminal);
  const study = await evaluateStudy({ images, request, plan, loss }, opened, terminal).finally(() =>
    opened.close(),
  );
  for (const message of study.warnings) opened.warnOnce(message);
  for (const failure of study.failures) opened.warn(failure);
  if (study.images.length > 0) {
    const results: StudyResults = {
      model: model.id,
      provider: study.provider,
      folder,
      loss,
      seed,
      band,
      labels: found.labels,
      images: study.images.map(({ file, label }) => ({
        image: path.relative(folder, file),
        label,
      })),
      asked: images.length,
      evaluations: study.evaluations,
      remembered: study.remembered,
      strategies: studyCurves(plan.cells, found.labels, study.images),
    };
    stdout.write(printable(`${studyTable(results)}\n`));
    const { evaluations, remembered } = results;
    stdout.write(
      `Accuracy in %, with 95% intervals, on ${study.images.length} images; ${evaluations} evaluations, of which ${remembered} remembered\n`,
    );
    for (const file of await writeResults(flags, results))
      stdout.write(printable(`${file} written\n`));
  }
  if (study.isCancelled) {
    const kept = flags.store === false ? '' : ' The same command goes on from there.';
    opened.warn(`Cancelled after ${study.images.length} of ${images.length} images.${kept}`);
    return exitCodes.cancelled;
  }
  return study.failures.length === 0 ? exitCodes.done : exitCodes.someFailed;
}
