import { CancellationError, type CancellationToken, EventEmitter } from 'vscode';
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
  private readonly changed = new EventEmitter<void>();
  /** One of them may be in another state. */
  readonly onDidChange = this.changed.event;

  constructor(private readonly server: Server) {}

  list(): Promise<ModelEntry[]> {
    return this.ask(undefined, (client, { sendListModels }) => sendListModels(client));
  }

  /** As {@link list}, for a view: what was given up is not started for it. */
  async look(): Promise<ModelEntry[]> {
    await this.server.start();
    return this.list();
  }

  /** Downloads what is missing of a model. Resolves to its folder. */
  download(
    params: DownloadModelParams,
    token: CancellationToken,
    listener: DownloadListener,
  ): Promise<string> {
    return this.change(token, (client, { sendDownload }) =>
      sendDownload(client, params, token, listener),
    );
  }

  /** Reads every file of a downloaded model; `onPercent` hears how far it is. */
  verify(
    model: string,
    token: CancellationToken,
    onPercent: (percent: number) => void,
  ): Promise<VerifiedFile[]> {
    return this.change(token, (client, { sendVerify }) =>
      sendVerify(client, model, token, onPercent),
    );
  }

  /** Removes a downloaded model. Resolves to the bytes that this freed. */
  remove(model: string): Promise<number> {
    return this.change(undefined, (client, { sendRemove }) => sendRemove(client, model));
  }

  private async change<T>(...asked: Parameters<typeof this.ask<T>>): Promise<T> {
    try {
      return await this.ask(...asked);
    } finally {
      this.changed.fire();
    }
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
