/** The method: a pure function of errors to labels, and what its errors are made of. */
export {
  crossValidated,
  fitTemperature,
  type JudgedAnswer,
  type JudgedImage,
  judgedAnswer,
  meanLogLikelihood,
} from './calibration';
export { type CalibrationError, calibrationError, reliabilityBins } from './calibrationError';
export { differenceCurve, meanWithInterval } from './differenceCurve';
export { type Loss, losses, meanErrors } from './error';
export { addErrorMap } from './errorMap';
export { fitLinearProbe, type LinearProbe, probedClass } from './linearProbe';
export { mcNemar } from './mcnemar';
export { NoiseRows, type NoiseSource } from './noise';
export { alphasCumprod, type SchedulerConfig } from './noiseSchedule';
export { addNoise, type PredictionType, predictedNoise, predictionTypes } from './predictionType';
export { type EvaluationPlan, Race } from './race';
export type { RaceLabel, RaceOptions } from './raceOptions';
export type { RaceOutcome } from './raceOutcome';
export { rowSeed } from './rowSeed';
export { officialGrid, officialStage, productSamples, type Sample } from './sampleSet';
export type { Examples } from './softmaxRegression';
export {
  type TimestepSample,
  type TimestepStrategy,
  timestepStrategies,
} from './timestepStrategies';
export { TorchGenerator, torchRandn } from './torchRandom';
export { wilsonInterval } from './wilsonInterval';
