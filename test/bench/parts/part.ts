import type { TopLevelSpec } from 'vega-lite';
import type { Options } from '../options';
import type { Interval } from '../statistics/quantiles';

/** One figure: of what, in what unit, how sure, and what was expected. */
export interface Figure {
  /** What was measured: a row of the table. */
  subject: string;
  /** Which of its figures: a column of the table. */
  measure: string;
  unit: string;
  value: number;
  interval?: Interval;
  /** How many times it was measured. */
  n: number;
  /** As it was written before the first measuring. */
  predicted?: string | undefined;
}

export interface Measured {
  /** Where a part is measured in several ways, each with results of its own. */
  variant?: string;
  /** What was run with: numbers of runs, of images, of threads, versions. */
  settings: Record<string, string | number>;
  figures: Figure[];
}

/** A part of the benchmarks, in a file of its own. */
export interface Part {
  /** What the command line and the files of results call it. */
  name: string;
  title: string;
  /** What it was asked for beside its name, without the paths of this machine. */
  flags?: (options: Options) => string[];
  /** Why it cannot run with these options, in a sentence. */
  missing?: (options: Options) => string | undefined;
  measure(options: Options, say: (line: string) => void): Promise<Measured>;
  /** Pictures for the document, by name: Vega-Lite's specification of each. */
  charts?: (figures: readonly Figure[]) => Record<string, Chart>;
}

export interface Chart {
  /** What it shows, for those who cannot see it. */
  alternative: string;
  specification: TopLevelSpec;
}
