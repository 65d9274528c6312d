import { Failure } from '../../failure';
import { type ModelFolder, openModelFolder } from '../../models';
import { type ConditioningSide, openConditioningSide } from '../conditioning';
import { Denoiser } from '../denoiser';
import { type ImageSide, openImageSide, PreparedImages } from '../imageSide';
import {
  type Conditioning,
  type FeaturesParams,
  type FeaturesResult,
  type ModelDescription,
  mostFeatures,
  type OpenParams,
} from '../messages';
import type { Tensor } from '../onnxRuntime';
import { Predictions } from '../predictions';
import { floatsOf } from '../tensors';
import { openTapped, type TappedGraph } from './middleTap';

interface Parts {
  model: ModelFolder;
  image: ImageSide;
  tapped: TappedGraph;
  denoiser: Denoiser;
  conditioning: ConditioningSide;
}

/** What a denoiser is asked where no label is meant: none, or where it cannot do without, its first. */
function withoutLabel({ vocabulary, classifier }: ModelFolder): Conditioning {
  return vocabulary === 'open' ? { prompt: '' } : { classIndex: classifier.unconditional ?? 0 };
}

/**
 * The activations that leave a denoiser's middle block, as features of an image (the paper's "SD
 * features"): of x_t at each sample (t, ε), without a label, averaged over the places of the map.
 */
export class FeatureExtractor {
  readonly description: ModelDescription;
  private readonly images: PreparedImages;
  private readonly predictions: Predictions;

  constructor(
    private readonly parts: Parts,
    provider: ModelDescription['provider'],
  ) {
    const { model, image } = parts;
    this.description = { provider, warnings: [...image.warnings] };
    this.images = new PreparedImages(model.classifier.image, image);
    this.predictions = new Predictions(parts);
  }

  /** @throws Failure `model-not-found`, `model-invalid`, `out-of-memory`. */
  static async open({ folder, device }: OpenParams): Promise<FeatureExtractor> {
    const model = await openModelFolder(folder);
    const image = await openImageSide(model, device);
    const tapped = await openTapped(model, device);
    const denoiser = new Denoiser(tapped.graph, image, model.vocabulary);
    const conditioning = await openConditioningSide(model, denoiser, device);
    return new FeatureExtractor({ model, image, tapped, denoiser, conditioning }, device.provider);
  }

  /**
   * @throws Failure `image-not-found`, `image-not-readable`, `image-not-supported`,
   *   `image-not-decodable`, `image-over-limit`; `options-invalid` for a timestep that the model does
   *   not have; `out-of-memory`, `host-failed`, `model-invalid`.
   */
  async features({
    samples,
    noise,
    ...image
  }: FeaturesParams): Promise<FeaturesResult['features']> {
    const { model, tapped } = this.parts;
    this.predictions.check(samples);
    const { key } = await this.images.prepare(image);
    const { x0 } = this.images.get(key);
    const conditionings = [withoutLabel(model)];
    const features: number[][] = [];
    for (const sample of samples) {
      // One call each: what is tapped is that of the last call.
      await this.predictions.visit([{ x0, conditionings, samples: [sample] }], noise, () => {});
      features.push(this.meanOverPlaces(tapped.middle()));
    }
    return features;
  }

  private meanOverPlaces(map: Tensor): number[] {
    const [, channels = 0, ...sides] = map.dims;
    if (sides.length !== 2 || channels > mostFeatures) {
      throw new Failure(
        'model-invalid',
        `The middle of the denoiser of model ${this.parts.model.id} gave a map of shape [${map.dims.join(', ')}], but [batch, channels, height, width] with at most ${mostFeatures} channels was expected.`,
        { model: this.parts.model.id },
      );
    }
    const places = sides[0]! * sides[1]!;
    const values = floatsOf(map);
    return Array.from({ length: channels }, (_, channel) => {
      let sum = 0;
      for (let i = channel * places; i < (channel + 1) * places; i++) sum += values[i]!;
      if (Number.isFinite(sum)) return sum / places;
      return this.parts.tapped.graph.failAt(
        'gave a feature that is not finite: its weights or precision may be broken.',
      );
    });
  }
}
