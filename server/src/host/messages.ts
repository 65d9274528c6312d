/**
 * What the engine asks of the denoiser host, over the channel of the forked process. Only names,
 * numbers and keys cross it: pixels, noise and weights stay in the host. A failure that a person
 * should see crosses as a ResponseError with code `classifyFailed` and {@link FailureData}.
 */
import { RequestType } from 'vscode-jsonrpc';
import type { ImageSource, PreprocessingRule } from '../image';
import type { ImageLimits } from '../imageLimits';
import type { Loss, NoiseSource } from '../method';
import type { FailureData, Provider, Warning } from '../protocol';

export type { ImageLimits, ImageSource, PreprocessingRule, Provider, Warning };

/** What sessions of ONNX Runtime run on. */
export interface Device {
  provider: Provider;
  /** Of several of its kind, from 0. */
  index: number;
  /** Threads of the processor. Default: all. */
  threads?: number | undefined;
}

export interface OpenParams {
  /** Absolute path of a model in diffusers layout. */
  folder: string;
  device: Device;
}

/** What the engine must know of an opened model. */
export interface ModelDescription {
  /** The provider that the denoiser runs on. */
  provider: Provider;
  /** What whoever gets a result of this model should know, such as a latent that is sampled. */
  warnings: Warning[];
}

export interface PrepareParams {
  image: ImageSource;
  /** Default: the model's own rule. */
  preprocessing?: PreprocessingRule | undefined;
  limits: ImageLimits;
}

export interface PreparedImage {
  /** Of the encoded image and the rule of preprocessing: what `errors` is asked with. */
  key: string;
}

/** What the denoiser is given: a row of its label embedding, or a text. */
export type Conditioning = { classIndex: number } | { prompt: string };

export interface EncodeParams {
  conditionings: Conditioning[];
}

export interface EncodeResult {
  /** Prompts with more tokens than the text encoder reads, and the beginning of each that it does. */
  cut: { prompt: string; kept: string }[];
}

export interface SampleToEvaluate {
  /** In 0..T-1 of the model's noise schedule. */
  timestep: number;
  /** A row of the noise source. */
  noiseRow: number;
}

export interface ErrorsParams {
  key: string;
  conditionings: Conditioning[];
  samples: SampleToEvaluate[];
  noise: NoiseSource;
  loss: Loss;
}

export interface ErrorsResult {
  /** Mean error of each sample under each conditioning: [conditionings][samples]. */
  errors: number[][];
}

export interface ProveParams {
  device: Device;
}

/** What became of the golden graph (`golden/make_golden.py`) on a device. */
export interface Proof {
  /** Of the output from the golden one: the largest of any element; null where one is no number. */
  difference: number | null;
  /** Operators that ran on the processor although another provider was asked for. */
  processorNodes: string[];
  /** 10^9 operations a second in a convolution. */
  gigaflops: number;
}

/**
 * Loads a model, in place of the one that was open. Fails with `model-not-found`, `model-invalid`,
 * `out-of-memory`.
 */
export namespace OpenRequest {
  export const type = new RequestType<OpenParams, ModelDescription, FailureData>('open');
}

/**
 * Reads an image and keeps its x0, of the last images 256 MB. Fails with `image-not-found`,
 * `image-not-readable`, `image-not-decodable`, with a VAE also `out-of-memory`, `model-invalid`.
 */
export namespace PrepareRequest {
  export const type = new RequestType<PrepareParams, PreparedImage, FailureData>('prepare');
}

/**
 * Computes and keeps what the denoiser is given for each conditioning. What is kept already costs
 * nothing; `errors` encodes by itself what is not, or no longer.
 */
export namespace EncodeRequest {
  export const type = new RequestType<EncodeParams, EncodeResult, FailureData>('encode');
}

/**
 * Evaluates every conditioning at every sample. Fails with `image-not-found` and details `{ key }`
 * when the image is not, or no longer, prepared: prepare it and ask again.
 */
export namespace ErrorsRequest {
  export const type = new RequestType<ErrorsParams, ErrorsResult, FailureData>('errors');
}

/**
 * Proves a device: asked of a host of its own, which a bad driver may crash or hang. Fails with
 * `provider-unavailable`.
 */
export namespace ProveRequest {
  export const type = new RequestType<ProveParams, Proof, FailureData>('prove');
}
