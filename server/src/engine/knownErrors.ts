import type { Conditioning, SampleToEvaluate } from '../host/messages';
import { type Loss, losses } from '../method';
import type { StoredErrors } from '../store';
import { conditioningName } from './errorContext';
import type { ErrorMemory } from './errorMemory';

/** One error by each loss. */
type Errors = Record<Loss, number>;

/** Rows and samples that all lack the same. */
export interface Gap {
  rows: number[];
  samples: SampleToEvaluate[];
}

function keyOf({ timestep, noiseRow }: SampleToEvaluate): string {
  return `${timestep} ${noiseRow}`;
}

/** What is known of the errors of one image: those of the store, and those that have been computed. */
export class KnownErrors {
  private readonly known = new Map<number, Map<string, Errors>>();

  /**
   * @param rows of the request: what each asks the denoiser.
   * @param memory where to look, and under which name; nothing is remembered without.
   */
  constructor(
    private readonly rows: readonly Conditioning[],
    private readonly memory: { store: ErrorMemory; context: string } | undefined,
  ) {}

  /** Looks up what the store has of these rows. */
  async load(rows: readonly number[]): Promise<void> {
    const unread = rows.filter((row) => !this.known.has(row));
    if (unread.length === 0) return;
    const found = this.memory
      ? await this.memory.store.find(
          this.memory.context,
          unread.map((row) => this.name(row)),
        )
      : [];
    unread.forEach((row, index) => {
      this.known.set(row, readErrors(found[index]));
    });
  }

  /** What is not known of loaded rows at these samples, in as few rectangles as there are. */
  gaps(rows: readonly number[], samples: readonly SampleToEvaluate[]): Gap[] {
    const gaps = new Map<string, Gap>();
    for (const row of rows) {
      const known = this.known.get(row)!;
      const missing = samples.filter((sample) => !known.has(keyOf(sample)));
      if (missing.length === 0) continue;
      const shape = missing.map(keyOf).join();
      const gap = gaps.get(shape);
      if (gap) gap.rows.push(row);
      else gaps.set(shape, { rows: [row], samples: missing });
    }
    return [...gaps.values()];
  }

  /**
   * Takes the errors of a gap, and gives them to the store.
   *
   * @param errors of each loss [row of the gap][sample of the gap]
   * @returns when they are stored.
   */
  fill({ rows, samples }: Gap, errors: Record<Loss, number[][]>): Promise<void> {
    rows.forEach((row, position) => {
      const known = this.known.get(row)!;
      samples.forEach((sample, index) => {
        known.set(keyOf(sample), {
          l2: errors.l2[position]![index]!,
          l1: errors.l1[position]![index]!,
          huber: errors.huber[position]![index]!,
        });
      });
    });
    if (!this.memory) return Promise.resolve();
    const timesteps = samples.map(({ timestep }) => timestep);
    const noiseRows = samples.map(({ noiseRow }) => noiseRow);
    const stored = rows.map((row, position) => ({
      conditioning: this.name(row),
      errors: {
        timesteps,
        noiseRows,
        l2: errors.l2[position]!,
        l1: errors.l1[position]!,
        huber: errors.huber[position]!,
      },
    }));
    return this.memory.store.remember(this.memory.context, stored);
  }

  /** Of each loss [rows][samples], all of which are known. */
  errors(rows: readonly number[], samples: readonly SampleToEvaluate[]): Record<Loss, number[][]> {
    const keys = samples.map(keyOf);
    const ofLoss = (loss: Loss): number[][] =>
      rows.map((row) => {
        const known = this.known.get(row)!;
        return keys.map((key) => known.get(key)![loss]);
      });
    return { l2: ofLoss('l2'), l1: ofLoss('l1'), huber: ofLoss('huber') };
  }

  private name(row: number): string {
    return conditioningName(this.rows[row]!);
  }
}

function readErrors(stored: StoredErrors | undefined): Map<string, Errors> {
  const errors = new Map<string, Errors>();
  stored?.timesteps.forEach((timestep, index) => {
    const [l2, l1, huber] = losses.map((loss) => stored[loss][index]!);
    errors.set(keyOf({ timestep, noiseRow: stored.noiseRows[index]! }), {
      l2: l2!,
      l1: l1!,
      huber: huber!,
    });
  });
  return errors;
}
