import type { Evidence, Observation } from './evidence';

/** The number of samples at which the sequence is about tightest. */
const tightestAt = 40;

/**
 * The asymptotic confidence sequence for the mean of D − m, one-sided: the group may leave when zero
 * lies below it. With running mean d and deviation s of n differences that is
 *
 *     d > s·√( 2(nρ² + 1)/(n²ρ²) · ln(1 + √(nρ² + 1)/(2δ)) ).
 *
 * After Waudby-Smith, Arbour, Sinha, Kennedy and Ramdas, *Time-uniform central limit theory and
 * asymptotic confidence sequences* (2024). It takes s for the true deviation: an approximation that
 * gets better with n, and is bad where few samples carry all of the difference.
 */
export class AsymptoticEvidence implements Evidence {
  private count = 0;
  private sum = 0;
  private squares = 0;
  private excess = 0;
  private readonly rhoSquared: number;

  /** @param delta δ in (0, 1). */
  constructor(private readonly delta: number) {
    const decades = -2 * Math.log(delta);
    this.rhoSquared = (decades + Math.log(decades + 1)) / tightestAt;
  }

  add({ difference, largestMean }: Observation): void {
    this.count++;
    this.sum += difference;
    this.squares += difference ** 2;
    this.excess += difference - largestMean;
  }

  get isEnough(): boolean {
    const n = this.count;
    if (n < 2) return false;
    const variance = Math.max(0, this.squares - this.sum ** 2 / n) / (n - 1);
    const growth = n * this.rhoSquared + 1;
    const logarithm = Math.log1p(Math.sqrt(growth) / (2 * this.delta));
    return this.excess > Math.sqrt(((2 * variance * growth) / this.rhoSquared) * logarithm);
  }
}
