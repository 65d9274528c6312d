import { type ChildProcess, execFileSync, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import sharp from 'sharp';
import { expect, onTestFinished, vi } from 'vitest';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  type MessageReader,
  type MessageWriter,
  ProgressType,
  ResponseError,
  SocketMessageReader,
  SocketMessageWriter,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import type {
  ClassifyParams,
  ClassifyResult,
  ServerOptions,
  Standing,
} from '../../server/src/protocol';

// A test starts one process and then another, maybe on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

export const serverBundle = path.resolve(__dirname, '../../dist/server.js');

export type Transport = 'stdio' | 'socket' | 'node-ipc';

/** A server in a process of its own, as an editor starts it, and a client of it. */
export interface RunningServer {
  child: ChildProcess;
  client: MessageConnection;
  /** Exit code of the process, once it has ended. */
  exitCode: Promise<number | null>;
}

async function connect(
  transport: Transport,
): Promise<[ChildProcess, MessageReader, MessageWriter]> {
  if (transport === 'stdio') {
    const child = spawn(process.execPath, [serverBundle, '--stdio']);
    return [child, new StreamMessageReader(child.stdout), new StreamMessageWriter(child.stdin)];
  }
  if (transport === 'node-ipc') {
    const child = fork(serverBundle, ['--node-ipc'], { silent: true, execArgv: [] });
    return [child, new IPCMessageReader(child), new IPCMessageWriter(child)];
  }
  const listener = createServer().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  const child = spawn(process.execPath, [serverBundle, `--socket=${port}`]);
  const [socket] = (await once(listener, 'connection')) as [Socket];
  listener.close();
  return [child, new SocketMessageReader(socket), new SocketMessageWriter(socket)];
}

/** Starts a server that is ended with the test, not yet initialized. */
export async function startProcess(transport: Transport = 'stdio'): Promise<RunningServer> {
  const [child, reader, writer] = await connect(transport);
  const exitCode = once(child, 'exit').then(([code]) => code as number | null);
  const client = createMessageConnection(reader, writer);
  client.onError(() => {});
  client.listen();
  onTestFinished(() => {
    client.dispose();
    child.kill('SIGKILL');
  });
  return { child, client, exitCode };
}

export async function initialize(
  { client }: RunningServer,
  processId = process.pid,
  initializationOptions: ServerOptions = {},
) {
  const result = await client.sendRequest('initialize', {
    initializationOptions,
    processId,
    rootUri: null,
    capabilities: {},
  });
  await client.sendNotification('initialized', {});
  return result;
}

export async function startServer(transport: Transport = 'stdio'): Promise<RunningServer> {
  const server = await startProcess(transport);
  await initialize(server);
  return server;
}

export function classify(
  { client }: RunningServer,
  parameters: ClassifyParams,
): Promise<ClassifyResult> {
  return client.sendRequest('diffusionClassifier/classify', parameters);
}

export function onStanding(
  { client }: RunningServer,
  token: string,
  handler: (standing: Standing) => void,
): void {
  client.onProgress(new ProgressType<Standing>(), token, handler);
}

export async function errorAnswer(answer: Promise<unknown>): Promise<ResponseError<unknown>> {
  const error: unknown = await answer.then(
    (result) => expect.fail(`expected an error, got ${JSON.stringify(result)}`),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ResponseError);
  return error as ResponseError<unknown>;
}

/** A folder that goes with the test, and in it a picture: a light disc on blue. */
export async function pictureFolder(): Promise<{ folder: string; file: string; uri: string }> {
  const folder = await mkdtemp(path.join(tmpdir(), 'protocol-'));
  // A store process that is about to end may still write to it.
  onTestFinished(() => rm(folder, { recursive: true, maxRetries: 10, retryDelay: 100 }));
  const file = path.join(folder, 'a disc #1.png');
  const disc = '<circle cx="80" cy="60" r="40" fill="#ddc"/>';
  await sharp(
    Buffer.from(
      `<svg width="160" height="120"><rect width="160" height="120" fill="#36a"/>${disc}</svg>`,
    ),
  )
    .png()
    .toFile(file);
  return { folder, file, uri: pathToFileURL(file).href };
}

/** Process ids and command lines of the processes that one has started. */
function commandsOfChildren(parent: number): [pid: number, command: string][] {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,args='], { encoding: 'utf8' });
  return processes
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [])
    .filter(([, , of]) => Number(of) === parent)
    .map(([, pid, , command]) => [Number(pid), command!]);
}

/** Ids of the processes that one has started. */
export function childrenOf(parent: number): number[] {
  return commandsOfChildren(parent).map(([pid]) => pid);
}

/** The process that the server has forked with a program of dist/. */
function childOf({ child }: RunningServer, program: string): number {
  const children = commandsOfChildren(child.pid!).filter(([, command]) =>
    command.includes(program),
  );
  expect(children).toHaveLength(1);
  return children[0]![0];
}

/** The process that the server has forked for ONNX Runtime. */
export function denoiserHostOf(server: RunningServer): number {
  return childOf(server, path.join('dist', 'host.js'));
}

/** The process that the server has forked for the results in lmdb; that for the errors is another. */
export function storeProcessOf(server: RunningServer): number {
  return childOf(server, `${path.join('dist', 'store.js')} results`);
}
