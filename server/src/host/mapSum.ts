import { type ImageView, uprightGrid } from '../image';
import { addErrorMap, type Loss } from '../method';
import { type ErrorMap, longestMapSide } from './messages';
import { shrunk } from './shrunk';

/** Adds up where in x0 the errors of predictions lie. */
export class MapSum {
  private readonly sums: Float64Array;

  /** @param shape of x0. */
  constructor(
    private readonly shape: readonly [channels: number, height: number, width: number],
    private readonly loss: Loss,
  ) {
    this.sums = new Float64Array(shape[1] * shape[2]);
  }

  add(noise: Float32Array, predicted: Float32Array, weight: number): void {
    addErrorMap(this.loss, noise, predicted, weight, this.sums);
  }

  /** @param seen how the image that x0 was made of lies in the upright one. */
  map({ image, region, orientation }: ImageView & { orientation: number }): ErrorMap {
    const [, height, width] = this.shape;
    const small = shrunk({ width, height, data: this.sums }, longestMapSide);
    const grid = uprightGrid(small, orientation);
    return { width: grid.width, height: grid.height, sums: [...grid.data], image, region };
  }
}
