import {
  type CalibrationError,
  calibrationError,
  crossValidated,
  fitTemperature,
  type JudgedAnswer,
  type JudgedImage,
  judgedAnswer,
  meanLogLikelihood,
  wilsonInterval,
} from '../method';

/** What a calibration has found. */
export interface CalibrationReport {
  model: string;
  images: number;
  labels: number;
  /** Share of the images that was answered rightly, and its 95% interval. */
  accuracy: number;
  accuracyInterval: readonly [number, number];
  /** Fitted on all images; before, null where the model had none. */
  temperature: number;
  formerTemperature: number | null;
  /** Of answers by temperatures that were fitted without the image. */
  calibration: CalibrationError;
  /** Of answers by the former temperature. */
  formerCalibration: CalibrationError | null;
  /** Mean log likelihood of the right labels under the temperature; guessing gets −ln labels. */
  logLikelihood: number;
  answers: JudgedAnswer[];
}

/** Parts of the images, each of which is judged by a fit to the others. */
const folds = 10;

/** Of the parts and of the random draws. */
const seed = 0;

/** Digits of a temperature: its error is some 5% with 500 images. */
const digits = 4;

/** @throws Failure `options-invalid` where no temperature can be fitted. */
export function calibrationReport(
  judged: readonly JudgedImage[],
  model: { id: string; temperature: number | null; labels: number },
): CalibrationReport {
  const temperature = Number(fitTemperature(judged).toPrecision(digits));
  const answers = crossValidated(judged, { folds, seed });
  const right = answers.filter(({ isRight }) => isRight).length;
  const former = model.temperature;
  return {
    model: model.id,
    images: judged.length,
    labels: model.labels,
    accuracy: right / judged.length,
    accuracyInterval: wilsonInterval(right, judged.length),
    temperature,
    formerTemperature: former,
    calibration: calibrationError(answers, seed),
    formerCalibration:
      former === null
        ? null
        : calibrationError(
            judged.map((image) => judgedAnswer(image, former)),
            seed,
          ),
    logLikelihood: meanLogLikelihood(judged, temperature),
    answers,
  };
}

const percent = (share: number): string => `${(100 * share).toFixed(1)}%`;

function errorText({ error, interval, byChance }: CalibrationError): string {
  const [low, high] = interval.map((end) => end.toFixed(3));
  return `${error.toFixed(3)} (95%: ${low} to ${high}); chance alone: ${byChance.mean.toFixed(3)}, up to ${byChance.upper.toFixed(3)}`;
}

/** A report as people read it. */
export function calibrationText(report: CalibrationReport): string {
  const { formerTemperature: former, formerCalibration, accuracyInterval } = report;
  const [low, high] = accuracyInterval.map(percent);
  return [
    `${report.model}: ${report.images} images of ${report.labels} labels`,
    `  answered rightly    ${percent(report.accuracy)} (95%: ${low} to ${high})`,
    `  temperature         ${report.temperature}${former === null ? '' : `, before ${former}`}`,
    `  calibration error   ${errorText(report.calibration)}`,
    '                      each image judged by a temperature that it had no part in',
    ...(formerCalibration ? [`  with the one before ${errorText(formerCalibration)}`] : []),
  ].join('\n');
}

/** Below it a calibration error is hardly more than chance. */
const fewImages = 50;

/** What to say of too few images; undefined where there are enough. */
export function fewImagesText({ images, calibration }: CalibrationReport): string | undefined {
  if (images >= fewImages) return undefined;
  const { mean, upper } = calibration.byChance;
  return `${images} images are few: answers that are right exactly as often as they say would still show an error of ${mean.toFixed(3)}, and up to ${upper.toFixed(3)}. Expected at least ${fewImages}; some hundreds tell more.`;
}
