/** Charts as SVG: one file a chart, each making the description that {@link toSvg} draws. */
export { type AccuracyCurve, accuracyCurves } from './accuracyCurves';
export { accuracyIntervals } from './accuracyIntervals';
export { confusionMatrix } from './confusionMatrix';
export { differenceCurve } from './differenceCurve';
export { reliabilityDiagram } from './reliabilityDiagram';
export { muted, palette } from './theme';
export { toSvg } from './toSvg';
