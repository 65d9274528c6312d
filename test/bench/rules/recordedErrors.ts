import { createReadStream } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';

/** An image whose every label was evaluated on the whole grid. */
export interface RecordedImage {
  name: string;
  /** Index of the true label. */
  truth: number;
  /** [label][sample of the grid]. */
  errors: Float64Array[];
}

export interface Recorded {
  labels: string[];
  /** Of each sample of the grid, in the product's own order. */
  timesteps: number[];
  images: RecordedImage[];
}

interface Line {
  image: string;
  failed?: { message: string };
  samples: { timestep: number }[];
  errors: Record<string, number[]>;
}

/** Reads what `classify --elimination none --json --trace` wrote; the images' folders name their labels. */
export async function readRecorded(file: string): Promise<Recorded> {
  let labels: string[] = [];
  let timesteps: number[] = [];
  const images: RecordedImage[] = [];
  for await (const text of createInterface({ input: createReadStream(file) })) {
    const line = JSON.parse(text) as Line;
    if (line.failed) throw new Error(`${line.image}: ${line.failed.message}`);
    // The trace lists labels best first: their order must not tell who won.
    const names = Object.keys(line.errors).sort();
    if (images.length === 0) {
      labels = names;
      timesteps = line.samples.map(({ timestep }) => timestep);
    }
    const truth = labels.indexOf(path.basename(path.dirname(line.image)));
    if (truth < 0) throw new Error(`${line.image}: its folder is none of ${labels.join(', ')}.`);
    const errors = labels.map((label) => Float64Array.from(line.errors[label]!));
    if (errors.some(({ length }) => length !== timesteps.length)) {
      throw new Error(`${line.image}: expected ${timesteps.length} errors of every label.`);
    }
    images.push({ name: line.image, truth, errors });
  }
  return { labels, timesteps, images };
}

/** The label with the smallest mean error over the samples given (default: all), the first of equals. */
export function gridWinner(errors: readonly Float64Array[], samples?: readonly number[]): number {
  const sums = errors.map((row) =>
    samples ? samples.reduce((sum, i) => sum + row[i]!, 0) : row.reduce((sum, e) => sum + e, 0),
  );
  return sums.indexOf(Math.min(...sums));
}
