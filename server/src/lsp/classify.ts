import path from 'node:path';
import type { CancellationToken } from 'vscode-languageserver/node';
import {
  type ClassifyParams,
  ClassifyRequestMessage,
  type ClassifyResult,
  classifyParamsSchema,
  type Standing,
  StandingProgress,
} from '../protocol';
import { fileStamp } from '../store';
import { answer } from './answer';
import type { Server } from './context';
import { localFile } from './localFile';

function abortSignal(token: CancellationToken): AbortSignal {
  const controller = new AbortController();
  if (token.isCancellationRequested) controller.abort();
  token.onCancellationRequested(() => controller.abort());
  return controller.signal;
}

function percentage({ evaluations, plannedEvaluations }: Standing): number {
  return Math.min(100, Math.floor((100 * evaluations) / plannedEvaluations));
}

/** `diffusionClassifier/classify`: progress and standings while it runs, the result at its end. */
export function provideClassify(server: Server): void {
  const { connection, engine, memory } = server;

  async function classify(
    params: ClassifyParams,
    token: CancellationToken,
  ): Promise<ClassifyResult> {
    const { workDoneToken, standingToken, ...request } = params;
    const file = localFile(request.image);
    // Of the file as it is before the work, but nothing waits for it: requests keep their order.
    const stamp = file === undefined ? undefined : fileStamp(file);

    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    progress.begin(
      `Classifying ${file === undefined ? 'image' : path.basename(file)}`,
      0,
      undefined,
      true,
    );
    const onStanding = (standing: Standing): void => {
      progress.report(percentage(standing), standing.labels[0]?.label ?? '');
      if (standingToken !== undefined) {
        connection.sendProgress(StandingProgress.type, standingToken, standing);
      }
    };
    try {
      const result = await engine.classify(request, { signal: abortSignal(token), onStanding });
      const seen = await stamp;
      if (file !== undefined && seen) memory.remember(file, seen, result);
      return result;
    } finally {
      progress.done();
    }
  }

  answer(server, ClassifyRequestMessage.type, classifyParamsSchema, classify);
}
