import { Console } from 'node:console';
import {
  createConnection,
  createServerSocketTransport,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  ProposedFeatures,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { Engine } from '../engine';
import { startServer } from './server';

const usage = 'expected one of --stdio, --node-ipc, --socket=PORT';

function socketPort(argv: readonly string[]): number | undefined {
  const at = argv.findIndex((argument) => /^--socket(=|$)/.test(argument));
  if (at < 0) return undefined;
  const port = Number(argv[at]!.split('=')[1] ?? argv[at + 1]);
  if (!Number.isInteger(port) || port < 1 || port > 65_535) {
    throw new Error(`--socket: expected a port from 1 to 65535 (${usage})`);
  }
  return port;
}

function transport(argv: readonly string[]): [MessageReader, MessageWriter] {
  if (argv.includes('--stdio')) {
    // Standard output belongs to the protocol: whatever a library prints goes elsewhere.
    globalThis.console = new Console(process.stderr);
    return [new StreamMessageReader(process.stdin), new StreamMessageWriter(process.stdout)];
  }
  if (argv.includes('--node-ipc')) {
    if (!process.send) {
      throw new Error('--node-ipc: expected to be started by Node with an IPC channel');
    }
    return [new IPCMessageReader(process), new IPCMessageWriter(process)];
  }
  const port = socketPort(argv);
  if (port === undefined) throw new Error(usage);
  return createServerSocketTransport(port);
}

/**
 * Serves the protocol (docs/protocol.md) until the client says `exit` or goes away; then ends the
 * process, with code 0 after `shutdown` and 1 without.
 *
 * @param argv `--stdio`, `--node-ipc` or `--socket=PORT` (a port of this machine on which the
 * client listens); anything else is ignored, as clients add arguments of their own. Without one of
 * the three the process ends with code 2 and a message on standard error.
 */
export function serve(argv: readonly string[]): void {
  let streams: [MessageReader, MessageWriter];
  try {
    streams = transport(argv);
  } catch (error) {
    process.stderr.write(`serve: ${(error as Error).message}\n`);
    process.exit(2);
  }
  const [reader, writer] = streams;
  const connection = createConnection(ProposedFeatures.all, reader, writer);
  const server = startServer(connection, (options) => new Engine(options));
  const end = (): never => process.exit(server.isShutDown() ? 0 : 1);
  reader.onClose(end);
  process.once('disconnect', end);
}
