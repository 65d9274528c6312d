import type { MessageConnection } from 'vscode-jsonrpc';
import { Failure } from '../failure';
import { failureResponse } from '../failureResponse';
import { ClassifierScorer } from './classifier';
import { ClipScorer } from './clip';
import { FeatureExtractor } from './features';
import { fingerprint } from './fingerprint';
import {
  EncodeLabelsRequest,
  EncodeRequest,
  ErrorsOfImagesRequest,
  ErrorsRequest,
  FeaturesRequest,
  FingerprintRequest,
  MapRequest,
  NearestRequest,
  OpenFeaturesRequest,
  OpenRequest,
  OpenScorerRequest,
  PrepareRequest,
  ProveRequest,
  ScoresRequest,
} from './messages';
import { Pipeline } from './pipeline';
import { prove } from './prove';
import type { Scorer } from './scorer';

/** Failures go to the asker with their code; anything else is answered as an internal error. */
async function answering<R>(work: () => Promise<R>): Promise<R> {
  try {
    return await work();
  } catch (error) {
    throw error instanceof Failure ? failureResponse(error) : error;
  }
}

/** Answers what the engine asks on `connection`, which the caller then listens to. */
export function serveHost(connection: MessageConnection): void {
  let pipeline: Pipeline | undefined;
  const opened = (): Pipeline => {
    if (!pipeline) throw new Error('No model is open: the first request must be "open".');
    return pipeline;
  };
  connection.onRequest(OpenRequest.type, (parameters) =>
    answering(async () => {
      pipeline = await Pipeline.open(parameters);
      return pipeline.description;
    }),
  );
  connection.onRequest(PrepareRequest.type, (parameters) =>
    answering(async () => await opened().prepare(parameters)),
  );
  connection.onRequest(EncodeRequest.type, (parameters) =>
    answering(async () => await opened().encode(parameters)),
  );
  connection.onRequest(NearestRequest.type, (parameters) =>
    answering(async () => ({ nearest: await opened().nearest(parameters) })),
  );
  connection.onRequest(ErrorsRequest.type, (parameters) =>
    answering(async () => ({ errors: await opened().errors(parameters) })),
  );
  connection.onRequest(ErrorsOfImagesRequest.type, (parameters) =>
    answering(async () => ({ errors: await opened().errorsOfImages(parameters) })),
  );
  connection.onRequest(MapRequest.type, (parameters) =>
    answering(async () => await opened().map(parameters)),
  );
  serveScorer(connection);
  serveFeatures(connection);
  connection.onRequest(FingerprintRequest.type, (parameters) =>
    answering(async () => await fingerprint(parameters)),
  );
  connection.onRequest(ProveRequest.type, ({ device }) =>
    answering(async () => await prove(device)),
  );
}

function serveFeatures(connection: MessageConnection): void {
  let extractor: FeatureExtractor | undefined;
  const opened = (): FeatureExtractor => {
    if (!extractor) throw new Error('No features: the first request must be "openFeatures".');
    return extractor;
  };
  connection.onRequest(OpenFeaturesRequest.type, (parameters) =>
    answering(async () => {
      extractor = await FeatureExtractor.open(parameters);
      return extractor.description;
    }),
  );
  connection.onRequest(FeaturesRequest.type, (parameters) =>
    answering(async () => ({ features: await opened().features(parameters) })),
  );
}

function serveScorer(connection: MessageConnection): void {
  let scorer: Scorer | undefined;
  const opened = (): Scorer => {
    if (!scorer) throw new Error('No scorer is open: the first request must be "openScorer".');
    return scorer;
  };
  connection.onRequest(OpenScorerRequest.type, (parameters) =>
    answering(async () => {
      const { classifier, device } = parameters;
      scorer = classifier
        ? await ClassifierScorer.open(classifier, device)
        : await ClipScorer.open(parameters);
      return scorer.description;
    }),
  );
  connection.onRequest(EncodeLabelsRequest.type, (parameters) =>
    answering(async () => await opened().encode(parameters)),
  );
  connection.onRequest(ScoresRequest.type, (parameters) =>
    answering(async () => ({ scores: await opened().scores(parameters) })),
  );
}
