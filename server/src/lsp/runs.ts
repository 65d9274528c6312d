import { Failure } from '../failure';
import { failureResponse } from '../failureResponse';
import {
  ClassifyFolderRequestMessage,
  classifyFolderParamsSchema,
  ListRunsRequestMessage,
  PauseRunRequestMessage,
  RemoveRunRequestMessage,
  ResumeRunRequestMessage,
  RunSummaryRequestMessage,
  resumeRunParamsSchema,
  runParamsSchema,
} from '../protocol';
import { answer } from './answer';
import type { Server } from './context';
import { followRun } from './followRun';
import { localFile } from './localFile';
import { RunWaiters } from './runWaiters';

/** @throws Failure `folder-not-readable` for what is no folder of this machine. */
function localFolder(folder: string): string {
  const local = localFile(folder);
  if (local !== undefined) return local;
  throw new Failure(
    'folder-not-readable',
    `"${folder}" is no folder of this machine: give an absolute path or a file: URI.`,
    { folder },
  );
}

/** `diffusionClassifier/classifyFolder` and `runs/resume`: answered when the run has ended. */
function working(server: Server): void {
  const { options, runs } = server;
  const waiters = new RunWaiters();
  const { type: classify } = ClassifyFolderRequestMessage;
  answer(server, classify, classifyFolderParamsSchema, async (params, token) => {
    const { workDoneToken, runToken, ...asked } = params;
    const folder = localFolder(asked.folder);
    const model = asked.model ?? options().model;
    const request = { ...asked, folder, ...(model !== undefined && { model }) };
    return await followRun(server, waiters, { ...params, folder }, token, (control) =>
      runs().start(request, control),
    );
  });
  const { type: resume } = ResumeRunRequestMessage;
  answer(server, resume, resumeRunParamsSchema, async (params, token) => {
    const { run, retry = false } = params;
    const { folder } = await runs().summary(run);
    return await followRun(server, waiters, { ...params, folder }, token, (control) =>
      runs().resume(run, { ...control, retry }),
    );
  });
}

/** `diffusionClassifier/classifyFolder` and `diffusionClassifier/runs/*` but for what came of them. */
export function provideRuns(server: Server): void {
  const { connection, runs } = server;
  working(server);
  connection.onRequest(ListRunsRequestMessage.type, async () => {
    try {
      return await runs().list();
    } catch (error) {
      throw error instanceof Failure ? failureResponse(error) : error;
    }
  });
  const { type: summary } = RunSummaryRequestMessage;
  answer(server, summary, runParamsSchema, ({ run }) => runs().summary(run));
  const { type: pause } = PauseRunRequestMessage;
  answer(server, pause, runParamsSchema, ({ run }) => runs().pause(run));
  const { type: remove } = RemoveRunRequestMessage;
  answer(server, remove, runParamsSchema, async ({ run }) => {
    await runs().remove(run);
    return null;
  });
}
