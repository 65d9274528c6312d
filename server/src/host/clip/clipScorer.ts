import { type ClipFolder, openClipFolder } from '../../models';
import { openTokenizer } from '../../text';
import type {
  EncodeResult,
  LabelsParams,
  ModelDescription,
  OpenParams,
  ScoresParams,
} from '../messages';
import type { Scorer } from '../scorer';
import { dot } from './embedding';
import { EncoderGraph } from './encoderGraph';
import { ImageSide } from './imageSide';
import { TextSide } from './textSide';

/**
 * What cosines are multiplied with where the graphs do not say: the bound of CLIP's training, which
 * its published models have reached. The order of labels does not depend on it.
 */
const usualScale = 100;

/** Below this cosine the learnt scale cannot be told from a logit. */
const smallestCosine = 1e-3;

interface Parts {
  image: ImageSide;
  text: TextSide;
  /** exp(logit_scale). */
  scale: number;
}

/**
 * A dual encoder: the score of a label is scale · cos(image, text), text being the normalised mean of
 * its prompts' normalised embeddings (Radford et al., *Learning Transferable Visual Models From
 * Natural Language Supervision*, 2021).
 */
export class ClipScorer implements Scorer {
  private constructor(
    readonly description: ModelDescription,
    private readonly parts: Parts,
  ) {}

  /** @throws Failure `model-not-found`, `model-invalid`, `out-of-memory`. */
  static async open({ folder, device }: OpenParams): Promise<ClipScorer> {
    const clip = await openClipFolder(folder);
    const tokenizer = await openTokenizer(clip.folder);
    const sizes = {
      tokens: tokenizer.length,
      size: clip.pixels.size,
      emptyText: tokenizer.encode(['']).ids,
    };
    const image = await EncoderGraph.open(clip, 'image', sizes, device);
    const isOne = clip.graphs.image === clip.graphs.text;
    const text = isOne ? image : await EncoderGraph.open(clip, 'text', sizes, device);
    return new ClipScorer(
      { provider: device.provider, warnings: [] },
      {
        image: new ImageSide(image, clip.pixels),
        text: new TextSide(text, tokenizer, clip.vocabularySize),
        scale: await scaleOf(image, text, clip),
      },
    );
  }

  async encode({ labels }: LabelsParams): Promise<EncodeResult> {
    const encoded = await this.parts.text.labels(labels);
    return { cut: encoded.flatMap(({ cut }) => cut) };
  }

  async scores({ labels, ...image }: ScoresParams): Promise<number[]> {
    const seen = await this.parts.image.embedding(image);
    const encoded = await this.parts.text.labels(labels);
    return encoded.map(({ embedding }) => this.parts.scale * dot(seen, embedding));
  }
}

/**
 * The scale, found with a grey image and an empty text: which shows at once whether both encoders
 * belong to each other and to their configuration.
 */
async function scaleOf(
  image: EncoderGraph,
  text: EncoderGraph,
  { projectionDim }: ClipFolder,
): Promise<number> {
  const [ofImage] = await image.embeddings({}, 'image_embeds');
  const [ofText] = await text.embeddings({}, 'text_embeds');
  const widths = [ofImage!.length, ofText!.length];
  if (widths.some((width) => width !== (projectionDim ?? ofImage!.length))) {
    const expected = projectionDim === undefined ? '' : ` (projection_dim: ${projectionDim})`;
    text.graph.fail(
      `images have embeddings of ${widths[0]} numbers and texts of ${widths[1]}${expected}: they do not belong together`,
    );
  }
  const cosine = dot(ofImage!, ofText!);
  const logit = Math.abs(cosine) < smallestCosine ? undefined : await image.logit();
  return logit === undefined ? usualScale : logit / cosine;
}
