export { ClipScorer } from './clipScorer';
export { pixelValues } from './pixelValues';
