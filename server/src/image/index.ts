export { cropCenter, resizeShortSide } from './crop';
export { decode } from './decode';
export type { ResizeFilter } from './filters';
export type { Pixels } from './pixels';
export {
  type PreparedImage,
  type Preprocessing,
  type PreprocessingRule,
  preprocess,
} from './preprocess';
export { type ImageSource, imageName, readImage } from './read';
export { resample } from './resample';
