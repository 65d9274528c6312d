import { Console } from 'node:console';
import { connect } from 'node:net';
import {
  IPCMessageReader,
  IPCMessageWriter,
  type MessageReader,
  type MessageWriter,
  SocketMessageWriter,
  StreamMessageWriter,
} from 'vscode-languageserver/node';
import { FramedMessageReader } from './framedReader';

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

/**
 * The channel to the client that the arguments of `process` ask for: `--stdio`, `--node-ipc` or
 * `--socket=PORT`, a port of this machine on which the client listens. Anything else is ignored, as
 * clients add arguments of their own.
 *
 * @throws Error when it is none of the three.
 */
export function openTransport(process: NodeJS.Process): [MessageReader, MessageWriter] {
  const { argv } = process;
  if (argv.includes('--stdio')) {
    // Standard output belongs to the protocol: whatever a library prints goes elsewhere.
    globalThis.console = new Console(process.stderr);
    return [new FramedMessageReader(process.stdin), new StreamMessageWriter(process.stdout)];
  }
  if (argv.includes('--node-ipc')) {
    if (!process.send) {
      throw new Error('--node-ipc: expected to be started by Node with an IPC channel');
    }
    return [new IPCMessageReader(process), new IPCMessageWriter(process)];
  }
  const port = socketPort(argv);
  if (port === undefined) throw new Error(usage);
  const socket = connect(port, '127.0.0.1');
  return [new FramedMessageReader(socket), new SocketMessageWriter(socket)];
}
