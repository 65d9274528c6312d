/**
 * The denoiser host: the process that owns ONNX Runtime, forked by the engine and killed by it at
 * will. It keeps nothing that cannot be made again.
 */
import { createMessageConnection, IPCMessageReader, IPCMessageWriter } from 'vscode-jsonrpc/node';
import { endAbove, memoryLimit } from '../memoryGuard';
import { serveHost } from './serveHost';

function die(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? error.stack : error}\n`, () => process.exit(1));
}

if (!process.send) {
  process.stderr.write('The denoiser host is started by the engine, with an IPC channel.\n');
  process.exit(2);
}
process.on('uncaughtException', die);
process.on('unhandledRejection', die);
process.on('disconnect', () => process.exit(0));
// Ctrl+C in a terminal reaches the whole process group: the parent decides what it means.
process.on('SIGINT', () => {});
endAbove(memoryLimit());

const connection = createMessageConnection(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
);
serveHost(connection);
connection.listen();
