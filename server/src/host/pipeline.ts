import { type Loss, losses, meanErrors, type NoiseSource } from '../method';
import { type ModelFolder, openModelFolder } from '../models';
import { type ConditioningSide, NearestTexts, openConditioningSide } from './conditioning';
import { Denoiser } from './denoiser';
import { type ImageSide, openImageSide, PreparedImages } from './imageSide';
import { MapSum } from './mapSum';
import type {
  Conditioning,
  EncodeParams,
  EncodeResult,
  ErrorsParams,
  ErrorsResult,
  ImageEvaluations,
  ImagesParams,
  MapParams,
  MapResult,
  ModelDescription,
  NearestParams,
  NearestResult,
  OpenParams,
  PreparedImage,
  PrepareParams,
} from './messages';
import { type Prediction, Predictions } from './predictions';

/** What a pipeline is made of. */
interface Parts {
  model: ModelFolder;
  image: ImageSide;
  denoiser: Denoiser;
  conditioning: ConditioningSide;
}

/** Images to errors: an image side, a conditioning side, and the denoiser between them. */
export class Pipeline {
  readonly description: ModelDescription;
  private readonly images: PreparedImages;
  private readonly predictions: Predictions;
  private readonly texts: NearestTexts;

  constructor(
    private readonly parts: Parts,
    provider: ModelDescription['provider'],
  ) {
    const { model, image, conditioning, denoiser } = parts;
    this.description = { provider, warnings: [...image.warnings] };
    this.images = new PreparedImages(model.classifier.image, image);
    this.predictions = new Predictions(parts);
    this.texts = new NearestTexts(conditioning, denoiser);
  }

  /** @throws Failure `model-not-found`, `model-invalid`, `out-of-memory`. */
  static async open({ folder, device }: OpenParams): Promise<Pipeline> {
    const model = await openModelFolder(folder);
    const image = await openImageSide(model, device);
    const denoiser = await Denoiser.open(model, image, device);
    const conditioning = await openConditioningSide(model, denoiser, device);
    return new Pipeline({ model, image, denoiser, conditioning }, device.provider);
  }

  /** Reads an image and keeps its x0. See {@link PreparedImages.prepare}. */
  async prepare(parameters: PrepareParams): Promise<PreparedImage> {
    return await this.images.prepare(parameters);
  }

  /** See {@link ConditioningSide.encode}. */
  async encode({ conditionings }: EncodeParams): Promise<EncodeResult> {
    return await this.parts.conditioning.encode(conditionings);
  }

  /** See {@link NearestTexts.nearest}. */
  async nearest(parameters: NearestParams): Promise<NearestResult['nearest']> {
    return await this.texts.nearest(parameters);
  }

  /**
   * e = d(ε, ε̂(√ᾱ_t·x0 + √(1-ᾱ_t)·ε, t, c)) for every conditioning c at every sample (t, ε), d each
   * of the mean distances over all elements: [conditionings][samples].
   *
   * @throws Failure `image-not-found` with the key, where that image is not prepared;
   *   `options-invalid` for a timestep or a conditioning that the model does not have;
   *   `out-of-memory` where it does not suffice for a single evaluation; `host-failed`,
   *   `model-invalid` where a graph gives no answer or no number.
   */
  async errors(parameters: ErrorsParams): Promise<ErrorsResult['errors']> {
    const [errors] = await this.errorsOfImages({ ...parameters, images: [parameters] });
    return errors!;
  }

  /** The errors of several images, which share calls of the denoiser. Throws what {@link errors} does. */
  async errorsOfImages({ images, noise }: ImagesParams): Promise<ErrorsResult['errors'][]> {
    return await this.evaluate(images, noise, () => {});
  }

  /** The same errors, and where in the image they lie. See {@link ErrorMap}. */
  async map(parameters: MapParams): Promise<MapResult> {
    const { key, loss, weights } = parameters;
    const { view } = this.images.get(key);
    const sum = new MapSum(this.parts.image.shape, loss);
    const [errors] = await this.evaluate([parameters], parameters.noise, (prediction) => {
      sum.add(prediction.noise, prediction.predicted, weights[prediction.row]!);
    });
    return { errors: errors!, map: sum.map(view) };
  }

  /** @param onPrediction is given each prediction, after its error was found to be a number. */
  private async evaluate(
    images: readonly ImageEvaluations[],
    noise: NoiseSource,
    onPrediction: (prediction: Prediction) => void,
  ): Promise<ErrorsResult['errors'][]> {
    const asked = images.map(({ key, conditionings, samples }) => {
      this.predictions.check(samples);
      return { x0: this.images.get(key).x0, conditionings, samples };
    });
    const found = asked.map(({ conditionings, samples }): Record<Loss, number[][]> => {
      const empty = () => conditionings.map(() => new Array<number>(samples.length));
      return { l2: empty(), l1: empty(), huber: empty() };
    });
    await this.predictions.visit(asked, noise, (prediction) => {
      const { image, row, column } = prediction;
      const error = meanErrors(prediction.noise, prediction.predicted);
      if (!Number.isFinite(error.l2)) {
        const { conditionings, samples } = asked[image]!;
        this.failNotFinite(conditionings[row]!, samples[column]!.timestep);
      }
      for (const loss of losses) found[image]![loss][row]![column] = error[loss];
      onPrediction(prediction);
    });
    return found;
  }

  private failNotFinite(conditioning: Conditioning, timestep: number): never {
    const { denoiser, conditioning: side } = this.parts;
    const { kind, label } = side.title(conditioning);
    return denoiser.graph.failAt(
      `gave a number that is not finite for ${kind} "${label}" at timestep ${timestep}: its weights or precision may be broken.`,
      { label, timestep: String(timestep) },
    );
  }
}
