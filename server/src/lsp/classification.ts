import path from 'node:path';
import type { WorkDoneProgressReporter } from 'vscode-languageserver/node';
import type { Control, Step } from '../engine';
import type { ClassifyRequest, ClassifyResult, Standing } from '../protocol';
import { fileStamp } from '../store';
import type { Server } from './context';
import { localFile } from './localFile';
import { reportStep } from './reportStep';

function percentage({ evaluations, plannedEvaluations }: Standing): number {
  return Math.min(100, Math.floor((100 * evaluations) / plannedEvaluations));
}

/**
 * Classifies an image with progress, and keeps the result of a file.
 *
 * @throws Failure
 */
export async function classifyWithProgress(
  { engine, results, options }: Server,
  request: ClassifyRequest,
  progress: WorkDoneProgressReporter,
  control: Control,
): Promise<ClassifyResult> {
  const file = localFile(request.image);
  // Of the file as it is before the work, but nothing waits for it: requests keep their order.
  const stamp = file === undefined ? undefined : fileStamp(file);
  const model = request.model ?? options().model;

  progress.begin(
    `Classifying ${file === undefined ? 'image' : path.basename(file)}`,
    0,
    undefined,
    true,
  );
  const onStep = (step: Step): void => {
    reportStep(progress, step);
    control.onStep?.(step);
  };
  const onStanding = (standing: Standing): void => {
    progress.report(percentage(standing), standing.labels[0]!.label);
    control.onStanding?.(standing);
  };
  try {
    const result = await engine.classify(
      { ...request, ...(model !== undefined && { model }) },
      { ...control, onStanding, onStep },
    );
    const seen = await stamp;
    if (file !== undefined && seen) await results.remember(file, seen, result);
    return result;
  } finally {
    progress.done();
  }
}
