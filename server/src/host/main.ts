/**
 * The denoiser host: the process that owns ONNX Runtime, forked by the engine and killed by it at
 * will. It keeps nothing that cannot be made again.
 */
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  ResponseError,
} from 'vscode-jsonrpc/node';
import { Failure } from '../failure';
import { classifyFailed } from '../protocol';
import { ClassConditionalPipeline } from './classConditionalPipeline';
import { ErrorsRequest, type FailureData, OpenRequest, PrepareRequest } from './messages';

let pipeline: ClassConditionalPipeline | undefined;

function opened(): ClassConditionalPipeline {
  if (!pipeline) throw new Error('No model is open: the first request must be "open".');
  return pipeline;
}

/** Failures go to the asker with their code; anything else is answered as an internal error. */
async function answering<R>(work: () => Promise<R>): Promise<R | ResponseError<FailureData>> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof Failure)) throw error;
    const { code, details, message } = error;
    return new ResponseError(classifyFailed, message, { code, details: { ...details } });
  }
}

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

const connection = createMessageConnection(
  new IPCMessageReader(process),
  new IPCMessageWriter(process),
);
connection.onRequest(OpenRequest.type, (parameters) =>
  answering(async () => {
    pipeline = await ClassConditionalPipeline.open(parameters);
    return pipeline.description;
  }),
);
connection.onRequest(PrepareRequest.type, (parameters) =>
  answering(() => opened().prepare(parameters)),
);
connection.onRequest(ErrorsRequest.type, (parameters) =>
  answering(async () => ({ errors: await opened().errors(parameters) })),
);
connection.listen();
