import { CancellationError, type CancellationToken } from 'vscode';
import type { DownloadModelParams, ModelEntry, VerifiedFile } from '../../../server/src/protocol';
import { toFailure } from '../failure';
import type { ProcessClient } from '../processClient';
import type { Server } from '../server';
import { untilCancelled } from '../untilCancelled';
import type { DownloadListener } from './modelRequests';

type Requests = typeof import('./modelRequests');

/**
 * The models there are, as the server knows them. Every method throws ClassificationFailure, or
 * CancellationError when its token was cancelled.
 */
export class Models {
  constructor(private readonly server: Server) {}

  list(): Promise<ModelEntry[]> {
    return this.ask(undefined, (client, { sendListModels }) => sendListModels(client));
  }

  /** Downloads what is missing of a model. Resolves to its folder. */
  download(
    params: DownloadModelParams,
    token: CancellationToken,
    listener: DownloadListener,
  ): Promise<string> {
    return this.ask(token, (client, { sendDownload }) =>
      sendDownload(client, params, token, listener),
    );
  }

  /** Reads every file of a downloaded model; `onPercent` hears how far it is. */
  verify(
    model: string,
    token: CancellationToken,
    onPercent: (percent: number) => void,
  ): Promise<VerifiedFile[]> {
    return this.ask(token, (client, { sendVerify }) => sendVerify(client, model, token, onPercent));
  }

  /** Removes a downloaded model. Resolves to the bytes that this freed. */
  remove(model: string): Promise<number> {
    return this.ask(undefined, (client, { sendRemove }) => sendRemove(client, model));
  }

  private async ask<T>(
    token: CancellationToken | undefined,
    send: (client: ProcessClient, requests: Requests) => Promise<T>,
  ): Promise<T> {
    try {
      return await untilCancelled(token, async () =>
        send(await this.server.startAgain(), await import('./modelRequests')),
      );
    } catch (error) {
      if (token?.isCancellationRequested) throw new CancellationError();
      throw toFailure(error);
    }
  }
}
