import type { Conditioning, SampleToEvaluate } from '../host/messages';
import { type Loss, losses } from '../method';
import type { StoredErrors } from '../store';
import { conditioningName } from './errorContext';
import type { ErrorMemory } from './errorMemory';

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
  /** Where in its row the error at a sample stands. */
  private readonly columns = new Map<string, number>();
  /** Of each row that was looked up [column], empty where not known: 24 bytes an evaluation. */
  private readonly known = new Map<number, Record<Loss, number[]>>();

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
      this.known.set(row, this.read(found[index]));
    });
  }

  /** What is not known of loaded rows at these samples, in as few rectangles as there are. */
  gaps(rows: readonly number[], samples: readonly SampleToEvaluate[]): Gap[] {
    const gaps = new Map<string, Gap>();
    const columns = samples.map((sample) => this.column(sample));
    for (const row of rows) {
      const known = this.known.get(row)!.l2;
      const missing = samples.filter((_, index) => known[columns[index]!] === undefined);
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
   * @param isLasting whether they hold for other times: the store is given no others.
   * @returns when they are stored; what the store refuses is computed again the next time.
   */
  async fill(
    { rows, samples }: Gap,
    errors: Record<Loss, number[][]>,
    isLasting: boolean,
  ): Promise<void> {
    const columns = samples.map((sample) => this.column(sample));
    rows.forEach((row, position) => {
      const known = this.known.get(row)!;
      for (const loss of losses) {
        columns.forEach((column, index) => {
          known[loss][column] = errors[loss][position]![index]!;
        });
      }
    });
    if (!this.memory || !isLasting) return;
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
    await this.memory.store.remember(this.memory.context, stored).catch(() => {});
  }

  /** Of each loss [rows][samples], all of which are known. */
  errors(rows: readonly number[], samples: readonly SampleToEvaluate[]): Record<Loss, number[][]> {
    const columns = samples.map((sample) => this.column(sample));
    const ofLoss = (loss: Loss): number[][] =>
      rows.map((row) => {
        const known = this.known.get(row)![loss];
        return columns.map((column) => known[column]!);
      });
    return { l2: ofLoss('l2'), l1: ofLoss('l1'), huber: ofLoss('huber') };
  }

  private name(row: number): string {
    return conditioningName(this.rows[row]!);
  }

  private column(sample: SampleToEvaluate): number {
    const key = keyOf(sample);
    const column = this.columns.get(key) ?? this.columns.size;
    this.columns.set(key, column);
    return column;
  }

  private read(stored: StoredErrors | undefined): Record<Loss, number[]> {
    const errors = { l2: [], l1: [], huber: [] } as Record<Loss, number[]>;
    stored?.timesteps.forEach((timestep, index) => {
      const column = this.column({ timestep, noiseRow: stored.noiseRows[index]! });
      for (const loss of losses) errors[loss][column] = stored[loss][index]!;
    });
    return errors;
  }
}
