import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import {
  CancellationToken,
  MessageType,
  type WorkDoneProgressReporter,
} from 'vscode-languageserver/node';
import { modelLabels } from '../engine';
import { Failure } from '../failure';
import {
  ClassifyCommandMessage,
  type ClassifyCommandParams,
  type ClassifyRequest,
  classifyCommandParamsSchema,
} from '../protocol';
import { abortSignal } from './abortSignal';
import { answer } from './answer';
import { classifyWithProgress } from './classification';
import type { Server } from './context';
import { localFile } from './localFile';
import { outcomeLine } from './outcomeLine';
import { showMessage } from './showMessage';

/** Milliseconds that a client has to make a token; one that takes longer gets no progress. */
const tokenPatience = 2_000;

/** The client's own token for progress, else one that it is asked to make, which it may cancel. */
async function progressFor(
  { connection: { window } }: Server,
  workDoneToken: ClassifyCommandParams['workDoneToken'],
): Promise<{ progress: WorkDoneProgressReporter; cancelled: CancellationToken }> {
  if (workDoneToken === undefined) {
    try {
      const made = window.createWorkDoneProgress();
      const progress = await Promise.race([made, setTimeout(tokenPatience, undefined)]);
      if (progress) return { progress, cancelled: progress.token };
    } catch {
      // A client that has refused the token must not hear of it again.
    }
  }
  return {
    progress: window.attachWorkDoneProgress(workDoneToken),
    cancelled: CancellationToken.None,
  };
}

/**
 * `workspace/executeCommand` with `diffusionClassifier.classify`: classifies an image for an editor
 * that knows no request of ours. How it ended is shown as a message, too.
 */
export function provideClassifyCommand(server: Server): void {
  const { connection, options, strings } = server;

  async function requestFor([image, labels, raceOptions]: ClassifyCommandParams['arguments']) {
    const { labels: usual, model } = options();
    const request: ClassifyRequest = {
      image,
      labels: labels ?? usual ?? (await modelLabels(model)),
      ...(raceOptions && { options: raceOptions }),
    };
    return request;
  }

  answer(
    server,
    ClassifyCommandMessage.type,
    classifyCommandParamsSchema,
    async ({ arguments: given, workDoneToken }, token) => {
      try {
        const request = await requestFor(given);
        const { progress, cancelled } = await progressFor(server, workDoneToken);
        const signal = abortSignal(token, cancelled);
        const result = await classifyWithProgress(server, request, progress, { signal });
        const file = localFile(result.image);
        const name = file === undefined ? 'image' : path.basename(file);
        showMessage(connection, MessageType.Info, outcomeLine(name, result, strings()));
        return result;
      } catch (error) {
        if (error instanceof Failure && error.code !== 'cancelled') {
          showMessage(connection, MessageType.Error, error.message);
        }
        throw error;
      }
    },
  );
}
