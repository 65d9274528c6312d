import type { ModelFolder, VaeEncoder } from '../../models';
import { Graph, type TensorInfo } from '../graph';
import type { Device, Warning } from '../messages';
import { encoded, floatsOf, isFloatType, stacked } from '../tensors';
import type { ImageSide } from './imageSide';

/**
 * Of a model on latents: x0 = (z - shift) · scale, z of shape [channels, size/downscale,
 * size/downscale]. z is the mean of the VAE's distribution, the first half of the channels of
 * `latent_parameters` (the second is its log variance), or, where the graph gives no more, what it
 * draws from that distribution, `latent_sample`.
 */
export class VaeSide implements ImageSide {
  readonly shape: readonly [number, number, number];
  readonly downscale: number;
  readonly warnings: readonly Warning[];
  private readonly input: TensorInfo;
  private readonly output: TensorInfo;

  /** @throws Failure `model-invalid` where the graph does not fit the model's configuration. */
  constructor(
    private readonly graph: Graph,
    private readonly vae: Omit<VaeEncoder, 'file'>,
    private readonly model: Pick<ModelFolder, 'id' | 'classifier'>,
  ) {
    const { size } = model.classifier.image;
    this.downscale = vae.downscale;
    if (size % vae.downscale !== 0) {
      graph.fail(
        `it makes one latent pixel of ${vae.downscale}, so that image.size in classifier.json must be a multiple of ${vae.downscale}, but it is ${size}`,
      );
    }
    this.shape = [vae.channels, size / vae.downscale, size / vae.downscale];
    this.input = checkedInput(graph, size);
    this.output = graph.outputs[0] ?? graph.fail('it has no output');
    this.warnings = isSampled(graph, this.output, vae.channels) ? [sampled(model.id)] : [];
  }

  static async open(model: ModelFolder, vae: VaeEncoder, device: Device): Promise<VaeSide> {
    const { id, folder } = model;
    const place = { name: 'VAE encoder', modelId: id, folder, file: vae.file };
    return new VaeSide(await Graph.open(place, device), vae, model);
  }

  /** @throws Failure `model-invalid` for latents that are not finite or of another shape. */
  async x0(pixels: Float32Array): Promise<Float32Array> {
    const { input, output, graph, vae } = this;
    const type = input.type as 'float32' | 'float16';
    const { size } = this.model.classifier.image;
    const row = { bytes: encoded(type, pixels), dims: [3, size, size] };
    const [batch] = input.shape;
    const rows = new Array(typeof batch === 'number' ? batch : 1).fill(row);
    const tensors = await graph.run({ [input.name]: stacked(type, rows) }, [output.name]);
    const { dims } = tensors[output.name]!;
    const [channels, height, width] = this.shape;
    const whole = [channels, 2 * channels].includes(dims[1] ?? 0);
    if (dims.length !== 4 || !whole || dims[2] !== height || dims[3] !== width) {
      graph.failAt(
        `gave a latent of shape [${dims.join(', ')}] for an image of ${size} pixels a side, but [1, ${channels} or ${2 * channels}, ${height}, ${width}] was expected.`,
      );
    }
    const latent = floatsOf(tensors[output.name]!).subarray(0, channels * height * width);
    return latent.map((z) => {
      if (!Number.isFinite(z)) throw this.overflowed();
      return (z - vae.shiftFactor) * vae.scalingFactor;
    });
  }

  private overflowed(): never {
    return this.graph.failAt(
      'gave a latent that is not finite. In float16 the VAE of Stable Diffusion XL overflows: use its float32 export, or the weights that were made to fit (sdxl-vae-fp16-fix).',
    );
  }
}

function checkedInput(graph: Graph, size: number): TensorInfo {
  const [input, ...others] = graph.inputs;
  if (!input || others.length > 0) {
    const names = graph.inputs.map(({ name }) => name).join(', ') || 'none';
    return graph.fail(`expected one input, the image, but found ${names}`);
  }
  const { name, type, shape } = input;
  if (!isFloatType(type))
    return graph.fail(`input ${name} is ${type}: expected float32 or float16`);
  const [, channels, ...sides] = shape;
  if (shape.length !== 4 || (typeof channels === 'number' && channels !== 3)) {
    graph.fail(
      `expected input ${name} of shape [batch, 3, height, width], but found [${shape.join(', ')}]`,
    );
  }
  if (sides.some((side) => typeof side === 'number' && side !== size)) {
    graph.fail(`takes ${sides.join(' x ')} pixels, but image.size in classifier.json is ${size}`);
  }
  return input;
}

/** What the output is, by the channels that it declares, or else its name. */
function isSampled(graph: Graph, { name, shape, type }: TensorInfo, channels: number): boolean {
  if (!isFloatType(type))
    return graph.fail(`output ${name} is ${type}: expected float32 or float16`);
  const declared = shape[1];
  if (declared === 2 * channels) return false;
  if (declared === channels) return true;
  if (typeof declared !== 'number' && name === 'latent_parameters') return false;
  if (typeof declared !== 'number' && name === 'latent_sample') return true;
  return graph.fail(
    `expected an output latent_parameters of ${2 * channels} channels or latent_sample of ${channels}, but found ${name} of shape [${shape.join(', ')}]`,
  );
}

function sampled(model: string): Warning {
  return {
    code: 'latent-sampled',
    message: `The VAE encoder of model ${model} draws the latent at random within its graph, where the paper takes its mean: errors differ a little from one run to the next. An export with latent_parameters has the mean.`,
    details: { model },
  };
}
