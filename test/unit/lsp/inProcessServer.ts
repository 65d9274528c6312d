import { PassThrough } from 'node:stream';
import { expect } from 'vitest';
import {
  createMessageConnection,
  type MessageConnection,
  ResponseError,
  StreamMessageReader,
  StreamMessageWriter,
} from 'vscode-jsonrpc/node';
import { createConnection, ProposedFeatures } from 'vscode-languageserver/node';
import type { Control, Engine, EngineOptions, ImagesControl } from '../../../server/src/engine';
import { Failure } from '../../../server/src/failure';
import { checkMessages, startServer } from '../../../server/src/lsp';
import type {
  ClassifyRequest,
  ClassifyResult,
  ExplainRequest,
  ExplainResult,
  Standing,
} from '../../../server/src/protocol';

export const standing: Standing = {
  labels: [{ label: 'cat', probability: 0.9, error: 0.1, samples: 5, margin: 0, inRace: true }],
  calibrated: true,
  evaluations: 5,
  plannedEvaluations: 20,
};

export function resultFor(request: ClassifyRequest): ClassifyResult {
  return {
    image: request.image,
    model: 'fake',
    predicted: 'cat',
    labels: [{ label: 'cat', probability: 1, error: 0.1, samples: 20, margin: 0 }],
    calibrated: true,
    evaluations: 20,
    seconds: 0.5,
  };
}

export function explanationOf({ image }: ExplainRequest): ExplainResult {
  return {
    image,
    model: 'fake',
    labels: ['cat', 'dog'],
    loss: 'l2',
    errors: [0.1, 0.2],
    difference: 0.1,
    interval: null,
    samples: [{ timestep: 500, difference: 0.1 }],
    curve: [{ from: 500, to: 500, timestep: 500, samples: 1, difference: 0.1, interval: null }],
    band: [200, 800],
    map: { width: 1, height: 1, differences: [0.1] },
    size: { width: 4, height: 4 },
    region: { x: 0, y: 0, width: 4, height: 4 },
    evaluations: 2,
    seconds: 0.5,
    provider: 'cpu',
  };
}

/** Does what the test tells it to. */
export class FakeEngine {
  disposed = false;
  readonly asked: ClassifyRequest[] = [];
  work: (request: ClassifyRequest, control: Control) => Promise<ClassifyResult> = async (request) =>
    resultFor(request);

  constructor(readonly options: EngineOptions) {}

  classify(request: ClassifyRequest, control: Control = {}): Promise<ClassifyResult> {
    this.asked.push(request);
    return this.work(request, control);
  }

  async classifyImages(
    request: Omit<ClassifyRequest, 'image'>,
    images: Iterable<string> | AsyncIterable<string>,
    { signal, onAnswer }: ImagesControl,
  ): Promise<void> {
    for await (const image of images) {
      if (signal?.aborted) throw new Failure('cancelled', 'Cancelled.');
      try {
        await onAnswer({ image, result: await this.classify({ ...request, image }, { signal }) });
      } catch (error) {
        if (!(error instanceof Failure) || !error.code.startsWith('image-')) throw error;
        await onAnswer({ image, failure: error });
      }
    }
  }

  explanation: (request: ExplainRequest, control: Control) => Promise<ExplainResult> = async (
    request,
  ) => explanationOf(request);

  explain(request: ExplainRequest, control: Control = {}): Promise<ExplainResult> {
    return this.explanation(request, control);
  }

  evaluation: Engine['evaluate'] = () => Promise.reject(new Error('The test says nothing of it.'));

  evaluate: Engine['evaluate'] = (request, control) => this.evaluation(request, control);

  dispose(): void {
    this.disposed = true;
  }
}

/** A server in this process with an engine that does what the test says, and a client of it. */
export function connectInProcess(): { client: MessageConnection; engine: FakeEngine } {
  const up = new PassThrough();
  const down = new PassThrough();
  const checked = checkMessages(new StreamMessageReader(up), new StreamMessageWriter(down));
  const connection = createConnection(ProposedFeatures.all, checked.reader, checked.writer);
  let engine: FakeEngine | undefined;
  startServer(connection, (options) => {
    engine = new FakeEngine(options);
    return engine;
  });
  const client = createMessageConnection(
    new StreamMessageReader(down),
    new StreamMessageWriter(up),
  );
  client.listen();
  return { client, engine: engine! };
}

export function initialize(client: MessageConnection, parameters: object = {}): Promise<unknown> {
  return client.sendRequest('initialize', {
    processId: null,
    rootUri: null,
    capabilities: {},
    ...parameters,
  });
}

export async function failureOf(answer: Promise<unknown>): Promise<ResponseError<unknown>> {
  const error: unknown = await answer.then(
    () => expect.fail('expected an error answer'),
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(ResponseError);
  return error as ResponseError<unknown>;
}
