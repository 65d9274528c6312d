/**
 * What the engine asks of the denoiser host, over the channel of the forked process. Only names,
 * numbers and keys cross it, and, where it is asked for, one map of errors: pixels, noise and weights
 * stay in the host. A failure that a person should see crosses as a ResponseError with code
 * `classifyFailed` and {@link FailureData}.
 */
import { RequestType } from 'vscode-jsonrpc';
import type { ImageSource, ImageView, PreprocessingRule } from '../image';
import type { ImageLimits } from '../imageLimits';
import type { Loss, NoiseSource } from '../method';
import type { ClassifierPlace } from '../models';
import type { FailureData, Provider, Warning } from '../protocol';

export type { ImageLimits, ImageSource, ImageView, PreprocessingRule, Provider, Warning };

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

/** Texts, and others that they are compared with. */
export interface NearestParams {
  prompts: string[];
  /** At least one. */
  among: string[];
  /** How many of them to name for each prompt. */
  most: number;
}

export interface NearestResult {
  /** Of each prompt the indices of the texts most like it, the most like it first. */
  nearest: number[][];
}

export interface SampleToEvaluate {
  /** In 0..T-1 of the model's noise schedule. */
  timestep: number;
  /** A row of the noise source. */
  noiseRow: number;
}

/** Every conditioning at every sample. */
export interface Evaluations {
  conditionings: Conditioning[];
  samples: SampleToEvaluate[];
  noise: NoiseSource;
}

export interface ErrorsParams extends Evaluations {
  /** Of a prepared image. */
  key: string;
}

/** What is asked of one of several images. */
export type ImageEvaluations = Omit<ErrorsParams, 'noise'>;

export interface ImagesParams {
  images: ImageEvaluations[];
  noise: NoiseSource;
}

export interface ImagesResult {
  /** In the order of the images. */
  errors: ErrorsResult['errors'][];
}

export interface ErrorsResult {
  /** Of each loss the mean error of each sample under each conditioning: [conditionings][samples]. */
  errors: Record<Loss, number[][]>;
}

export interface MapParams extends ErrorsParams {
  loss: Loss;
  /** What the errors of each conditioning count in the map; of either sign. */
  weights: number[];
}

/** Sides of a map, in cells: what leaves the host is bounded by their square. */
export const longestMapSide = 128;

/** Where in the image errors lie. */
export interface ErrorMap extends ImageView {
  /** In cells, of {@link longestMapSide} at most. */
  width: number;
  height: number;
  /**
   * Cell by cell, row by row from the upper left corner of the upright image, the sum over
   * conditionings and samples of weight · error, the error being the mean over the cell. The mean of
   * them all is that sum for the whole image's errors.
   */
  sums: number[];
}

export interface MapResult extends ErrorsResult {
  map: ErrorMap;
}

export interface OpenScorerParams extends OpenParams {
  /** The files of an image classifier. Default: the folder is one of CLIP. */
  classifier?: ClassifierPlace | undefined;
}

/** Labels of a scorer, each as the prompts that stand for it. */
export interface LabelsParams {
  labels: string[][];
}

export interface ScoresParams extends LabelsParams {
  image: ImageSource;
  limits: ImageLimits;
}

export interface ScoresResult {
  /** One for each label, in order; the higher the more likely. */
  scores: number[];
}

/** Numbers of one sample's features, at most: what leaves the host is bounded. */
export const mostFeatures = 4_096;

export interface FeaturesParams extends PrepareParams {
  samples: SampleToEvaluate[];
  noise: NoiseSource;
}

export interface FeaturesResult {
  /** Of each sample one number for each channel of the denoiser's middle. */
  features: number[][];
}

export interface FingerprintParams {
  image: ImageSource;
  limits: ImageLimits;
}

/** What tells an image from others. */
export interface Fingerprint {
  /** SHA-256 of the file, in hexadecimal digits. */
  content: string;
  /** 64 bits by how it looks, as 16 hexadecimal digits; null of one too plain for that. */
  perceptual: string | null;
  /** Of the upright image, in pixels; an SVG as large as it is rendered. */
  width: number;
  height: number;
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
 * Reads an image and keeps its x0, of the last 256 images, 256 MB at most. Fails with `image-not-found`,
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

/** Finds what the model's text encoder takes for most alike; encodes what is not, or no longer, kept. */
export namespace NearestRequest {
  export const type = new RequestType<NearestParams, NearestResult, FailureData>('nearest');
}

/**
 * Evaluates every conditioning at every sample. Fails with `image-not-found` and details `{ key }`
 * when the image is not, or no longer, prepared: prepare it and ask again.
 */
export namespace ErrorsRequest {
  export const type = new RequestType<ErrorsParams, ErrorsResult, FailureData>('errors');
}

/** Does what `errors` does for several images at once, which then share calls of the denoiser. */
export namespace ErrorsOfImagesRequest {
  export const type = new RequestType<ImagesParams, ImagesResult, FailureData>('errorsOfImages');
}

/**
 * Does what `errors` does, and adds up where in the image the errors lie: the one array of numbers
 * that leaves the host. Sums of several requests may be added.
 */
export namespace MapRequest {
  export const type = new RequestType<MapParams, MapResult, FailureData>('map');
}

/**
 * Loads a model that scores labels without a denoiser (CLIP, or a classifier), in place of the scorer
 * that was open; a denoiser stays. Fails with `model-not-found`, `model-invalid`, `out-of-memory`.
 */
export namespace OpenScorerRequest {
  export const type = new RequestType<OpenScorerParams, ModelDescription, FailureData>(
    'openScorer',
  );
}

/** Computes and keeps what the scorer needs of each label; what is kept already costs nothing. */
export namespace EncodeLabelsRequest {
  export const type = new RequestType<LabelsParams, EncodeResult, FailureData>('encodeLabels');
}

/**
 * Scores every label for an image; encodes by itself what is not, or no longer, kept. Fails as
 * `prepare` does.
 */
export namespace ScoresRequest {
  export const type = new RequestType<ScoresParams, ScoresResult, FailureData>('scores');
}

/**
 * Loads a diffusion model for its features, in place of the one that was open for them; others stay.
 * Fails with `model-not-found`, `model-invalid`, `out-of-memory`.
 */
export namespace OpenFeaturesRequest {
  export const type = new RequestType<OpenParams, ModelDescription, FailureData>('openFeatures');
}

/** The features of an image at some samples. Fails as `prepare` and `errors` do. */
export namespace FeaturesRequest {
  export const type = new RequestType<FeaturesParams, FeaturesResult, FailureData>('features');
}

/** Decodes an image and keeps nothing of it; needs no model. Fails with `image-...` as `prepare` does. */
export namespace FingerprintRequest {
  export const type = new RequestType<FingerprintParams, Fingerprint, FailureData>('fingerprint');
}

/**
 * Proves a device: asked of a host of its own, which a bad driver may crash or hang. Fails with
 * `provider-unavailable`.
 */
export namespace ProveRequest {
  export const type = new RequestType<ProveParams, Proof, FailureData>('prove');
}
