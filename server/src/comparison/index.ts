/** Several classifiers on the same images, side by side. */
export type { Backend, LabelledImage } from './backend';
export { compareBackends } from './compareBackends';
export { comparisonMarkdown } from './comparisonMarkdown';
export { type ComparisonReport, comparisonReport } from './comparisonReport';
export { comparisonText } from './comparisonText';
export { openBackend } from './openBackend';
export type { ProbeOptions } from './probeBackend';
