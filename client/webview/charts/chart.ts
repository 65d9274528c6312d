import type { TopLevelSpec } from 'vega-lite';
import type { ChartTheme } from './chartTheme';

/** Room for a chart, in pixels. */
export interface ChartSize {
  width: number;
  height: number;
}

/** A chart, and the same in numbers for who cannot see it or wants them. */
export interface Chart {
  /** What it shows, in one sentence. */
  name: string;
  /** In pixels. */
  height: number;
  spec(theme: ChartTheme, size: ChartSize): TopLevelSpec;
  table: { columns: string[]; rows: string[][] };
}
