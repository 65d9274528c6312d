import path from 'node:path';
import { ExplainRequestMessage, explainParamsSchema } from '../protocol';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import type { Server } from './context';
import { localFile } from './localFile';
import { reportStep } from './reportStep';

/** `diffusionClassifier/explain`: progress while it runs, the explanation at its end. */
export function provideExplain(server: Server): void {
  const { connection, engine, options } = server;

  answer(server, ExplainRequestMessage.type, explainParamsSchema, async (params, token) => {
    const { workDoneToken, priority, ...request } = params;
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    const file = localFile(request.image);
    const model = request.model ?? options().model;
    const title = `Explaining ${file === undefined ? 'image' : path.basename(file)}`;
    progress.begin(title, 0, undefined, true);
    try {
      return await engine.explain(
        { ...request, ...(model !== undefined && { model }) },
        {
          signal: abortSignal(token),
          priority,
          onStep: (step) => reportStep(progress, step),
        },
      );
    } finally {
      progress.done();
    }
  });
}
