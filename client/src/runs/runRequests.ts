/**
 * The requests about runs. Imported on demand, as all that needs vscode-languageclient and the
 * protocol's values.
 */
import type { CancellationToken } from 'vscode';
import { type ProgressType, type RequestType, WorkDoneProgress } from 'vscode-languageclient/node';
import type { ZodType } from 'zod';
import {
  ClassifyFolderRequestMessage,
  type ClassifyResult,
  type ExplainResult,
  type ExplainRunImageParams,
  ExplainRunImageRequestMessage,
  type ExportedRun,
  ExportReviewsRequestMessage,
  ExportRunRequestMessage,
  FolderRunProgress,
  ListRunsRequestMessage,
  PauseRunRequestMessage,
  RemoveRunRequestMessage,
  type ResumeRunParams,
  ResumeRunRequestMessage,
  type ReviewCounts,
  type ReviewRunParams,
  ReviewRunRequestMessage,
  type RunImageParams,
  RunImageRequestMessage,
  type RunProgress,
  type RunReport,
  RunReportRequestMessage,
  type RunRequest,
  RunReviewsRequestMessage,
  type RunRowsPage,
  type RunRowsParams,
  RunRowsRequestMessage,
  type RunSummary,
  RunSummaryRequestMessage,
  type SortRunParams,
  SortRunRequestMessage,
  type SortSummary,
  type UndoSortParams,
  UndoSortRequestMessage,
  type UndoSummary,
  WriteReportRequestMessage,
} from '../../../server/src/protocol';
import { resultSchema } from '../answerSchemas';
import { checkedAnswer } from '../checkedAnswer';
import type { ProcessClient } from '../processClient';
import {
  explanationSchema,
  exportedReviewsSchema,
  exportedSchema,
  progressSchema,
  reportSchema,
  reviewCountsSchema,
  rowsPageSchema,
  sortSummarySchema,
  summariesSchema,
  summarySchema,
  undoSummarySchema,
  writtenReportSchema,
} from './runSchemas';

type Token = CancellationToken | undefined;

function ask<P, R>(
  client: ProcessClient,
  type: RequestType<P, R, unknown>,
  schema: ZodType<R>,
  params: P,
  token?: Token,
): Promise<R> {
  // A token that is undefined would count as a second parameter.
  const request = token
    ? client.sendRequest<R>(type.method, params, token)
    : client.sendRequest<R>(type.method, params);
  return checkedAnswer(client, schema, request);
}

let tokens = 0;

/** What `send` resolves to; `onValue` hears what comes meanwhile under the token that it is given. */
async function withProgress<V, R>(
  client: ProcessClient,
  type: ProgressType<V>,
  onValue: (value: V) => void,
  send: (token: string) => Promise<R>,
): Promise<R> {
  const token = `run-${tokens++}`;
  const listener = client.onProgress(type, token, onValue);
  try {
    return await send(token);
  } finally {
    listener.dispose();
  }
}

export function sendListRuns(client: ProcessClient): Promise<RunSummary[]> {
  return checkedAnswer(client, summariesSchema, client.sendRequest(ListRunsRequestMessage.type));
}

export function sendRunSummary(client: ProcessClient, run: string): Promise<RunSummary> {
  return ask(client, RunSummaryRequestMessage.type, summarySchema, { run });
}

type OnProgress = (progress: RunProgress) => void;

function whole(onProgress: OnProgress): OnProgress {
  return (progress) => {
    if (progressSchema.safeParse(progress).success) onProgress(progress);
  };
}

/** Answers when the run has ended. */
export function sendClassifyFolder(
  client: ProcessClient,
  request: RunRequest,
  token: Token,
  onProgress: OnProgress,
): Promise<RunSummary> {
  const { type } = ClassifyFolderRequestMessage;
  return withProgress(client, FolderRunProgress.type, whole(onProgress), (runToken) =>
    ask(client, type, summarySchema, { ...request, runToken }, token),
  );
}

/** Answers when the run has ended. */
export function sendResumeRun(
  client: ProcessClient,
  params: ResumeRunParams,
  token: Token,
  onProgress: OnProgress,
): Promise<RunSummary> {
  const { type } = ResumeRunRequestMessage;
  return withProgress(client, FolderRunProgress.type, whole(onProgress), (runToken) =>
    ask(client, type, summarySchema, { ...params, runToken }, token),
  );
}

export function sendPauseRun(client: ProcessClient, run: string): Promise<RunSummary> {
  return ask(client, PauseRunRequestMessage.type, summarySchema, { run });
}

export async function sendRemoveRun(client: ProcessClient, run: string): Promise<void> {
  await client.sendRequest(RemoveRunRequestMessage.type, { run });
}

export function sendRows(
  client: ProcessClient,
  params: RunRowsParams,
  token: Token,
): Promise<RunRowsPage> {
  return ask(client, RunRowsRequestMessage.type, rowsPageSchema, params, token);
}

export function sendReport(client: ProcessClient, run: string): Promise<RunReport> {
  return ask(client, RunReportRequestMessage.type, reportSchema, { run });
}

/** With the samples and errors of the race. */
export function sendRunImage(
  client: ProcessClient,
  params: RunImageParams,
  token: Token,
): Promise<ClassifyResult> {
  return ask(client, RunImageRequestMessage.type, resultSchema, params, token);
}

export function sendExplainRunImage(
  client: ProcessClient,
  params: ExplainRunImageParams,
  token: Token,
): Promise<ExplainResult> {
  return ask(client, ExplainRunImageRequestMessage.type, explanationSchema, params, token);
}

export function sendReview(client: ProcessClient, params: ReviewRunParams): Promise<ReviewCounts> {
  return ask(client, ReviewRunRequestMessage.type, reviewCountsSchema, params);
}

export function sendReviews(client: ProcessClient, run: string): Promise<ReviewCounts> {
  return ask(client, RunReviewsRequestMessage.type, reviewCountsSchema, { run });
}

export function sendExport(client: ProcessClient, run: string, file: string): Promise<ExportedRun> {
  return ask(client, ExportRunRequestMessage.type, exportedSchema, { run, file });
}

export async function sendExportReviews(
  client: ProcessClient,
  run: string,
  file: string,
): Promise<number> {
  const { type } = ExportReviewsRequestMessage;
  return (await ask(client, type, exportedReviewsSchema, { run, file })).images;
}

export async function sendWriteReport(
  client: ProcessClient,
  run: string,
  file: string,
): Promise<string[]> {
  const { type } = WriteReportRequestMessage;
  return (await ask(client, type, writtenReportSchema, { run, file })).files;
}

type OnPercent = (percent: number) => void;

export function sendSort(
  client: ProcessClient,
  params: SortRunParams,
  token: Token,
  onPercent: OnPercent,
): Promise<SortSummary> {
  const { type } = SortRunRequestMessage;
  return withPercent(client, onPercent, (workDoneToken) =>
    ask(client, type, sortSummarySchema, { ...params, workDoneToken }, token),
  );
}

export function sendUndoSort(
  client: ProcessClient,
  params: UndoSortParams,
  token: Token,
  onPercent: OnPercent,
): Promise<UndoSummary> {
  const { type } = UndoSortRequestMessage;
  return withPercent(client, onPercent, (workDoneToken) =>
    ask(client, type, undoSummarySchema, { ...params, workDoneToken }, token),
  );
}

function withPercent<R>(
  client: ProcessClient,
  onPercent: OnPercent,
  send: (workDoneToken: string) => Promise<R>,
): Promise<R> {
  return withProgress(
    client,
    WorkDoneProgress.type,
    (step) => {
      if (step.kind === 'report' && step.percentage !== undefined) onPercent(step.percentage);
    },
    send,
  );
}
