import { mostReportedLabelErrors, type RunReport, type RunRow, type RunSummary } from '../protocol';
import { Counts } from './counts';
import { FailureGroups } from './failureGroups';
import { Measure } from './measure';
import { shareOf } from './share';
import { spreadOf } from './spreadOf';

/**
 * What a run comes to. Of each row only a few numbers are kept, and the order of rows does not show.
 *
 * @param rows one for each image.
 * @param mostLabelErrors how many likely label errors are listed.
 */
export async function runReport(
  rows: AsyncIterable<RunRow>,
  { run, folder, model, state, labels, groundTruth }: RunSummary,
  mostLabelErrors: number = mostReportedLabelErrors,
): Promise<RunReport> {
  const failures = new FailureGroups();
  const predicted = new Counts();
  const measure = new Measure(labels, mostLabelErrors);
  const evaluations: number[] = [];
  const seconds: number[] = [];
  const races = { count: 0, undecided: 0 };
  let failed = 0;
  let remembered = 0;
  for await (const { image, truth, result, failure } of rows) {
    if (failure) {
      failed += 1;
      failures.add(image, failure);
    }
    if (!result) continue;
    predicted.add(result.predicted);
    evaluations.push(result.evaluations);
    seconds.push(result.seconds);
    remembered += result.remembered;
    if (result.decided !== undefined) races.count += 1;
    if (result.decided === false) races.undecided += 1;
    measure.add(image, truth, result);
  }
  const classified = evaluations.length;
  return {
    run,
    folder,
    model,
    state,
    labels,
    images: classified + failed,
    classified,
    failed,
    failures: failures.list(),
    predicted: predicted.list(),
    undecided: shareOf(races.undecided, races.count),
    evaluations: spreadOf(evaluations),
    remembered,
    seconds: spreadOf(seconds),
    measured: groundTruth === 'none' ? null : measure.figures(groundTruth),
  };
}
