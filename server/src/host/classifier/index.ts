export { ClassifierScorer } from './classifierScorer';
