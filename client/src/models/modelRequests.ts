/**
 * The requests about models. Imported on demand, as all that needs vscode-languageclient and the
 * protocol's values.
 */
import type { CancellationToken } from 'vscode';
import { WorkDoneProgress } from 'vscode-languageclient/node';
import {
  type DownloadModelParams,
  DownloadModelRequestMessage,
  DownloadProgress,
  type DownloadState,
  ListModelsRequestMessage,
  type ModelEntry,
  RemoveModelRequestMessage,
  type VerifiedFile,
  VerifyModelRequestMessage,
} from '../../../server/src/protocol';
import {
  downloadedSchema,
  downloadStateSchema,
  modelsSchema,
  removedSchema,
  verifiedFilesSchema,
} from '../answerSchemas';
import { checkedAnswer } from '../checkedAnswer';
import type { ProcessClient } from '../processClient';

export function sendListModels(client: ProcessClient): Promise<ModelEntry[]> {
  const request = client.sendRequest(ListModelsRequestMessage.type);
  return checkedAnswer(client, modelsSchema, request);
}

/** Who hears of a download. */
export interface DownloadListener {
  /** How far it is, a few times a second. */
  onState(state: DownloadState): void;
  /** What takes long and brings no bytes, such as another process that downloads the same. */
  onNote(note: string): void;
}

let downloads = 0;

export async function sendDownload(
  client: ProcessClient,
  params: DownloadModelParams,
  token: CancellationToken,
  { onState, onNote }: DownloadListener,
): Promise<string> {
  const downloadToken = `download-${downloads++}`;
  const workDoneToken = `${downloadToken}-notes`;
  const listeners = [
    client.onProgress(DownloadProgress.type, downloadToken, (state) => {
      if (downloadStateSchema.safeParse(state).success) onState(state);
    }),
    client.onProgress(WorkDoneProgress.type, workDoneToken, (report) => {
      // With a percentage it says how far it is, which the other progress has in numbers.
      const isNote = report.kind === 'report' && report.percentage === undefined;
      if (isNote && report.message) onNote(report.message);
    }),
  ];
  try {
    const { type } = DownloadModelRequestMessage;
    const request = client.sendRequest(type, { ...params, downloadToken, workDoneToken }, token);
    return (await checkedAnswer(client, downloadedSchema, request)).folder;
  } finally {
    for (const listener of listeners) listener.dispose();
  }
}

let verifications = 0;

export async function sendVerify(
  client: ProcessClient,
  model: string,
  token: CancellationToken,
  onPercent: (percent: number) => void,
): Promise<VerifiedFile[]> {
  const workDoneToken = `verification-${verifications++}`;
  const listener = client.onProgress(WorkDoneProgress.type, workDoneToken, (report) => {
    if (report.kind === 'report' && report.percentage) onPercent(report.percentage);
  });
  try {
    const { type } = VerifyModelRequestMessage;
    const request = client.sendRequest(type, { model, workDoneToken }, token);
    return await checkedAnswer(client, verifiedFilesSchema, request);
  } finally {
    listener.dispose();
  }
}

export async function sendRemove(client: ProcessClient, model: string): Promise<number> {
  const request = client.sendRequest(RemoveModelRequestMessage.type, { model });
  return (await checkedAnswer(client, removedSchema, request)).freedBytes;
}
