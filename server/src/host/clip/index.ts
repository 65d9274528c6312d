export { ClipScorer } from './clipScorer';
