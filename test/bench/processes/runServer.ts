import { spawn } from 'node:child_process';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  CancellationTokenSource,
  createMessageConnection,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { packageRoot } from '../../../server/src/packageRoot';
import {
  ClassifyFolderRequestMessage,
  type ClassifyParams,
  ClassifyRequestMessage,
  FolderRunProgress,
  type RunProgress,
  type RunRequest,
} from '../../../server/src/protocol';

/** The language server with a folder of its own to keep things in. */
export async function startRunServer(cacheFolder: string) {
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
    initializationOptions: { cacheFolder },
  });
  await connection.sendNotification('initialized', {});
  /** Milliseconds of `work`. */
  const timed = async (work: () => Promise<unknown>): Promise<number> => {
    const began = performance.now();
    await work();
    return performance.now() - began;
  };
  return {
    /** Begins a run. @returns what ends it; it answers when it has ended. */
    run: (request: RunRequest, onProgress: (progress: RunProgress) => void) => {
      const source = new CancellationTokenSource();
      connection.onProgress(FolderRunProgress.type, 'run', onProgress);
      const params = { ...request, runToken: 'run' };
      const ended = connection
        .sendRequest(ClassifyFolderRequestMessage.type, params, source.token)
        .catch(() => {});
      return async () => {
        source.cancel();
        await ended;
      };
    },
    classify: (request: ClassifyParams): Promise<number> =>
      timed(() =>
        connection.sendRequest(ClassifyRequestMessage.type, {
          ...request,
          image: pathToFileURL(request.image).href,
        }),
      ),
    /** A request that takes no work: how long the server had no ear for anything. */
    ping: (): Promise<number> => timed(() => connection.sendRequest('none').catch(() => {})),
    end: () => {
      connection.dispose();
      server.kill();
    },
  };
}
