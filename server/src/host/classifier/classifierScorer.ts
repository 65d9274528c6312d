import { imageName, readImage } from '../../image';
import { type ImageClassifierFolder, openImageClassifier, resolveLabel } from '../../models';
import { pixelValues } from '../clip';
import { Graph } from '../graph';
import type {
  Device,
  EncodeResult,
  LabelsParams,
  ModelDescription,
  OpenScorerParams,
  ScoresParams,
} from '../messages';
import type { Tensor } from '../onnxRuntime';
import type { Scorer } from '../scorer';
import { encoded, floatsOf, type NumberType, tensorOf } from '../tensors';
import { type ClassifierSignature, readSignature } from './signature';

/** [3, side, side] to [side, side, 3]. */
function withChannelsLast(planes: Float32Array): Float32Array {
  const plane = planes.length / 3;
  const pixels = new Float32Array(planes.length);
  for (let i = 0; i < plane; i++) {
    for (let channel = 0; channel < 3; channel++) {
      pixels[3 * i + channel] = planes[channel * plane + i]!;
    }
  }
  return pixels;
}

/** ln Σ exp(v): of one value that value. */
function logSumExp(values: readonly number[]): number {
  const most = Math.max(...values);
  return most + Math.log(values.reduce((sum, value) => sum + Math.exp(value - most), 0));
}

/**
 * A supervised image classifier: the score of a label is the logit of its class. Where a label stands
 * for several classes, their probabilities are added: ln Σ exp(logit).
 */
export class ClassifierScorer implements Scorer {
  /** @throws Failure `model-invalid` where its input and output are not those of a classifier. */
  constructor(
    private readonly graph: Graph,
    private readonly model: ImageClassifierFolder,
    readonly description: ModelDescription,
  ) {
    this.signature = readSignature(graph, model.pixels.size, model.classifier.labels.length);
  }

  private readonly signature: ClassifierSignature;

  /** @throws Failure `model-not-found`, `model-invalid`, `out-of-memory`. */
  static async open(
    place: NonNullable<OpenScorerParams['classifier']>,
    device: Device,
  ): Promise<ClassifierScorer> {
    const model = await openImageClassifier(place);
    const { id: modelId, folder, file } = model;
    const graph = await Graph.open({ name: 'image classifier', modelId, folder, file }, device);
    return new ClassifierScorer(graph, model, { provider: device.provider, warnings: [] });
  }

  /** @throws Failure `label-unknown`. */
  async encode({ labels }: LabelsParams): Promise<EncodeResult> {
    this.classesOf(labels);
    return { cut: [] };
  }

  async scores({ labels, image, limits }: ScoresParams): Promise<number[]> {
    const classes = this.classesOf(labels);
    const bytes = await readImage(image, limits);
    const pixels = await pixelValues(bytes, this.model.pixels, imageName(image), limits);
    const logits = await this.logits(pixels);
    return classes.map((indices) => logSumExp(indices.map((index) => logits[index]!)));
  }

  private classesOf(labels: LabelsParams['labels']): number[][] {
    return labels.map((names) => [...new Set(names.map((name) => resolveLabel(this.model, name)))]);
  }

  private async logits(pixels: Float32Array): Promise<Float32Array> {
    const { output } = this.signature;
    const given = await this.graph.run(this.feeds(pixels), [output.name]);
    const tensor = given[output.name]!;
    const classes = this.model.classifier.labels.length;
    const { dims } = tensor;
    if (dims.length !== 2 || dims[1] !== classes) {
      this.graph.failAt(
        `gave ${output.name} of shape [${dims.join(', ')}], but [batch, ${classes}] was expected, as ${classes} classes have names.`,
      );
    }
    const logits = floatsOf(tensor).slice(0, classes);
    if (logits.every(Number.isFinite)) return logits;
    return this.graph.failAt(
      'gave a number that is not finite: its weights or precision may be broken.',
    );
  }

  /** The image, again and again where the graph fixes its batch. */
  private feeds(planes: Float32Array): Record<string, Tensor> {
    const { input, channelsLast, batch = 1 } = this.signature;
    const { size } = this.model.pixels;
    const pixels = channelsLast ? withChannelsLast(planes) : planes;
    const rows = new Float32Array(batch * pixels.length);
    for (let row = 0; row < batch; row++) rows.set(pixels, row * pixels.length);
    const axes = channelsLast ? [size, size, 3] : [3, size, size];
    const type = input.type as NumberType;
    return { [input.name]: tensorOf(type, encoded(type, rows), [batch, ...axes]) };
  }
}
