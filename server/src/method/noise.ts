import { Failure } from '../failure';
import { rowSeed } from './rowSeed';
import { fewestNormals, TorchGenerator, torchRandn } from './torchRandom';

/** Where the noise ε of a sample comes from. The same source and row give the same bits everywhere. */
export interface NoiseSource {
  /**
   * `by-row` (product sample set): row r is `torch.manual_seed(rowSeed(seed, r));
   * torch.randn(elements)`, so any row can be had at once.
   * `stream` (official sample set): row r is `torch.manual_seed(seed); torch.randn(rows, elements)[r]`,
   * whatever `rows` was.
   */
  kind: 'by-row' | 'stream';
  /** Whole number in 0..2^32-1. */
  seed: number;
}

/** 2,730 rows of 3x32x32, 512 rows of 4x64x64. */
const defaultCacheBytes = 32 * 1024 * 1024;

/** The noise rows of one source, each float32 of length `elements`; those used last are remembered. */
export class NoiseRows {
  private readonly cache = new Map<number, Float32Array>();
  private readonly capacity: number;
  private generator: TorchGenerator;
  /** The row that `generator` would draw next (stream). */
  private position = 0;

  /**
   * @param cacheBytes how much noise is kept for the next label; at least one row always is.
   * @throws Failure `model-invalid` where rows cannot be drawn as torch draws them: fewer than 16
   * elements, or, in a stream, a row that is no whole number of torch's blocks of 16.
   */
  constructor(
    private readonly source: NoiseSource,
    private readonly elements: number,
    cacheBytes = defaultCacheBytes,
  ) {
    const ragged = source.kind === 'stream' && elements % fewestNormals !== 0;
    if (elements < fewestNormals || ragged) {
      const expected = ragged ? 'a multiple of 16' : 'at least 16';
      throw new Failure(
        'model-invalid',
        `The model's samples have ${elements} elements, but seeded noise needs ${expected}.`,
        { elements: String(elements), expected },
      );
    }
    this.capacity = Math.max(1, Math.floor(cacheBytes / (elements * 4)));
    this.generator = new TorchGenerator(source.seed);
  }

  /** Row `index` ≥ 0. The array is shared: do not write to it. */
  row(index: number): Float32Array {
    const known = this.cache.get(index);
    const noise =
      known ?? (this.source.kind === 'stream' ? this.streamed(index) : this.drawn(index));
    // A Map iterates in order of insertion: the first key is the one not used for longest.
    this.cache.delete(index);
    this.cache.set(index, noise);
    if (this.cache.size > this.capacity) {
      const [oldest] = this.cache.keys();
      this.cache.delete(oldest!);
    }
    return noise;
  }

  private drawn(index: number): Float32Array {
    return torchRandn(new TorchGenerator(rowSeed(this.source.seed, index)), this.elements);
  }

  private streamed(index: number): Float32Array {
    if (index < this.position) {
      this.generator = new TorchGenerator(this.source.seed);
      this.position = 0;
    }
    this.generator.skip((index - this.position) * this.elements);
    this.position = index + 1;
    return torchRandn(this.generator, this.elements);
  }
}
