export { FeatureExtractor } from './featureExtractor';
