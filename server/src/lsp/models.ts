import { Failure } from '../failure';
import { failureResponse } from '../failureResponse';
import { downloadModel, hubSettings, listModels, removeModel, verifyModel } from '../hub';
import {
  DownloadModelRequestMessage,
  DownloadProgress,
  type DownloadState,
  downloadModelParamsSchema,
  ListModelsRequestMessage,
  modelParamsSchema,
  RemoveModelRequestMessage,
  VerifyModelRequestMessage,
} from '../protocol';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import type { Server } from './context';
import { NewestOnly } from './newestOnly';

function percentage({ done, total }: DownloadState): number {
  return total === 0 ? 100 : Math.floor((100 * done) / total);
}

function downloading(server: Server): void {
  const { connection } = server;
  const { type } = DownloadModelRequestMessage;
  answer(server, type, downloadModelParamsSchema, async (params, cancelled) => {
    const { model, acceptLicence, token, workDoneToken, downloadToken } = params;
    const settings = hubSettings();
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    const states = new NewestOnly((state: DownloadState) =>
      connection.sendProgress(DownloadProgress.type, downloadToken!, state),
    );
    progress.begin(`Downloading ${model}`, 0, undefined, true);
    try {
      const folder = await downloadModel({
        model,
        acceptLicence,
        settings: { ...settings, token: token ?? settings.token },
        signal: abortSignal(cancelled),
        onProgress: (state) => {
          progress.report(percentage(state), state.file);
          if (downloadToken !== undefined) states.send(state);
        },
        onNote: (note) => progress.report(note),
      });
      await states.flushed();
      return { folder };
    } finally {
      progress.done();
    }
  });
}

function verifying(server: Server): void {
  const { connection } = server;
  const { type } = VerifyModelRequestMessage;
  answer(server, type, modelParamsSchema, async ({ model, workDoneToken }, cancelled) => {
    const progress = connection.window.attachWorkDoneProgress(workDoneToken);
    progress.begin(`Verifying ${model}`, 0, undefined, true);
    try {
      return await verifyModel({
        model,
        signal: abortSignal(cancelled),
        onProgress: (state) => progress.report(percentage(state), state.file),
      });
    } finally {
      progress.done();
    }
  });
}

/** `diffusionClassifier/models/*`: what models there are, and getting, checking and removing them. */
export function provideModels(server: Server): void {
  server.connection.onRequest(ListModelsRequestMessage.type, async () => {
    try {
      return await listModels();
    } catch (error) {
      throw error instanceof Failure ? failureResponse(error) : error;
    }
  });
  downloading(server);
  verifying(server);
  answer(server, RemoveModelRequestMessage.type, modelParamsSchema, async ({ model }, token) => ({
    freedBytes: await removeModel(model, hubSettings(), { signal: abortSignal(token) }),
  }));
}
