import {
  ClassifyRequestMessage,
  classifyParamsSchema,
  type Standing,
  StandingProgress,
} from '../protocol';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import { classifyWithProgress } from './classification';
import type { Server } from './context';
import { NewestOnly } from './newestOnly';

/** `diffusionClassifier/classify`: progress and standings while it runs, the result at its end. */
export function provideClassify(server: Server): void {
  const { connection } = server;

  answer(server, ClassifyRequestMessage.type, classifyParamsSchema, async (params, token) => {
    const { workDoneToken, standingToken, priority, ...request } = params;
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    const standings = new NewestOnly((standing: Standing) =>
      connection.sendProgress(StandingProgress.type, standingToken!, standing),
    );
    const result = await classifyWithProgress(server, request, progress, {
      signal: abortSignal(token),
      priority,
      onStanding: (standing) => {
        if (standingToken !== undefined) standings.send(standing);
      },
    });
    await standings.flushed();
    return result;
  });
}
