/** The method: a pure function of errors to labels, and what its errors are made of. */
export { type Loss, losses, meanError } from './error';
export { NoiseRows, type NoiseSource } from './noise';
export { alphasCumprod, type SchedulerConfig } from './noiseSchedule';
export { addNoise, type PredictionType, predictedNoise, predictionTypes } from './predictionType';
export { type EvaluationPlan, Race } from './race';
export type { RaceLabel, RaceOptions } from './raceOptions';
export type { RaceOutcome } from './raceOutcome';
export { rowSeed } from './rowSeed';
export { officialGrid, officialStage, productSamples, type Sample } from './sampleSet';
export { TorchGenerator, torchRandn } from './torchRandom';
