import path from 'node:path';
import { Failure } from '../failure';
import { match } from '../matching';
import {
  GroupProgress,
  type MatchProgress,
  MatchRequestMessage,
  matchParamsSchema,
} from '../protocol';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import type { Server } from './context';

/** `diffusionClassifier/match`: groups as they are done, the scores at the end. */
export function provideMatch(server: Server): void {
  const { connection, engine, options } = server;

  answer(server, MatchRequestMessage.type, matchParamsSchema, async (params, token) => {
    const { workDoneToken, groupToken, priority, ...asked } = params;
    const model = asked.model ?? options().model;
    const request = { ...asked, ...(model !== undefined && { model }) };
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    const title = `Matching ${path.basename(asked.source)}`;
    progress.begin(title, 0, undefined, true);
    const sent: Promise<void>[] = [];
    const send = (done: MatchProgress): void => {
      if (groupToken !== undefined) {
        sent.push(connection.sendProgress(GroupProgress.type, groupToken, done));
      }
    };
    try {
      const { report, isCancelled } = await match(engine, request, {
        signal: abortSignal(token),
        priority,
        onGroup: send,
        onShare: (done, total) => progress.report(Math.floor((100 * done) / total)),
      });
      await Promise.all(sent);
      if (isCancelled) throw new Failure('cancelled', 'Cancelled.');
      return report;
    } finally {
      progress.done();
    }
  });
}
