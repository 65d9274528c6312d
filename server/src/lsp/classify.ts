import { ClassifyRequestMessage, classifyParamsSchema, StandingProgress } from '../protocol';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import { classifyWithProgress } from './classification';
import type { Server } from './context';

/** `diffusionClassifier/classify`: progress and standings while it runs, the result at its end. */
export function provideClassify(server: Server): void {
  const { connection } = server;

  answer(server, ClassifyRequestMessage.type, classifyParamsSchema, async (params, token) => {
    const { workDoneToken, standingToken, priority, ...request } = params;
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    return await classifyWithProgress(server, request, progress, {
      signal: abortSignal(token),
      priority,
      onStanding: (standing) => {
        if (standingToken !== undefined) {
          void connection.sendProgress(StandingProgress.type, standingToken, standing);
        }
      },
    });
  });
}
