import type { ResizeFilter } from './filters';

/** See docs/method.md. */
export type PreprocessingRule = 'product' | 'official' | 'adm';

/** How a model wants its images; `image` in its classifier.json. */
export interface Preprocessing {
  /** Width and height of what the denoiser sees, in pixels. */
  size: number;
  resize: ResizeFilter;
  crop: 'center';
  /** Default: `product`. */
  preprocessing?: PreprocessingRule | undefined;
}
