import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  createMessageConnection,
  ProgressType,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { packageRoot } from '../../../server/src/packageRoot';
import { type ClassifyParams, ClassifyRequestMessage } from '../../../server/src/protocol';

export interface Disturbed {
  /** Milliseconds from the disturbance to the next standing, and to the answer. */
  nextStanding: number;
  answered: number;
  /** Every figure of the answer; undefined where there is none. */
  digits: string | undefined;
}

export interface LanguageServer {
  pid: number;
  /** Classifies; after the fifth standing `disturb` is called. */
  classify(request: ClassifyParams, disturb?: (cancel: () => void) => void): Promise<Disturbed>;
  end(): void;
}

/** Standings after which a classification is well on its way. */
const underWay = 5;

/** The language server, which keeps nothing on disk. */
export async function startServer(): Promise<LanguageServer> {
  const program = path.join(packageRoot(), 'dist', 'server.js');
  const server = spawn(process.execPath, [program, '--stdio'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const connection = createMessageConnection(
    new StreamMessageReader(server.stdout),
    new StreamMessageWriter(server.stdin),
  );
  connection.listen();
  await connection.sendRequest('initialize', {
    processId: process.pid,
    capabilities: {},
    initializationOptions: { cacheFolder: null },
  });
  await connection.sendNotification('initialized', {});
  let count = 0;
  return {
    pid: server.pid!,
    classify: async (request, disturb = () => {}) => {
      const token = `standing ${count++}`;
      const source = new CancellationTokenSource();
      let standings = 0;
      let disturbed = Number.NaN;
      let nextStanding = Number.NaN;
      const progress = connection.onProgress(new ProgressType(), token, () => {
        standings += 1;
        if (standings === underWay + 1) nextStanding = performance.now() - disturbed;
        if (standings === underWay) {
          disturbed = performance.now();
          disturb(() => source.cancel());
        }
      });
      const image = pathToFileURL(request.image).href;
      const answer = await connection
        .sendRequest(
          ClassifyRequestMessage.type,
          { ...request, image, standingToken: token },
          source.token,
        )
        .catch((error: unknown) => {
          if (source.token.isCancellationRequested) return undefined;
          throw error;
        });
      progress.dispose();
      const digits = answer && JSON.stringify(answer.labels);
      return { nextStanding, answered: performance.now() - disturbed, digits };
    },
    end: () => {
      connection.dispose();
      server.kill();
    },
  };
}
