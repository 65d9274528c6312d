import { fork } from 'node:child_process';
import path from 'node:path';
import {
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type RequestParam,
  type RequestType,
} from 'vscode-jsonrpc/node';
import {
  type Conditioning,
  type Device,
  EncodeRequest,
  type ErrorsParams,
  ErrorsRequest,
  type ErrorsResult,
  type ImageSource,
  OpenRequest,
  PrepareRequest,
} from '../../../server/src/host/messages';
import { packageRoot } from '../../../server/src/packageRoot';
import { type ProcessUsage, processUsage } from './processUsage';

const limits = { megabytes: 10, megapixels: 10, seconds: 30 };

export interface DenoiserHost {
  usage(): ProcessUsage;
  /** The key of the image. */
  prepare(image: ImageSource): Promise<string>;
  encode(conditionings: Conditioning[]): Promise<unknown>;
  /** The errors of a request, and the seconds they take. */
  errors(request: ErrorsParams): Promise<ErrorsResult & { seconds: number }>;
  end(): void;
}

/** The real denoiser host, with a model open. */
export async function startHost(folder: string, device: Device): Promise<DenoiserHost> {
  const child = fork(path.join(packageRoot(), 'dist', 'host.js'), [], { execArgv: [] });
  const connection = createMessageConnection(
    new IPCMessageReader(child),
    new IPCMessageWriter(child),
  );
  connection.listen();
  const ask = async <P, R, E>(type: RequestType<P, R, E>, parameters: RequestParam<P>) =>
    await connection.sendRequest(type, parameters);
  await ask(OpenRequest.type, { folder, device });
  return {
    usage: () => processUsage(child.pid!),
    prepare: async (image) => (await ask(PrepareRequest.type, { image, limits })).key,
    encode: async (conditionings) => await ask(EncodeRequest.type, { conditionings }),
    errors: async (request) => {
      const began = performance.now();
      const answer = await ask(ErrorsRequest.type, request);
      return { ...answer, seconds: (performance.now() - began) / 1_000 };
    },
    end: () => {
      connection.dispose();
      child.disconnect();
    },
  };
}
