import { expect, test } from 'vitest';
import {
  calibrationReport,
  calibrationText,
  fewImagesText,
} from '../../../server/src/cli/calibrationReport';

/** Of every four images one is wrong, by a small margin. */
const judged = Array.from({ length: 60 }, (_, index) => ({
  margins: index % 4 === 0 ? [0.2, 0, 3] : [0, 1 + (index % 3), 3],
  predicted: index % 4 === 0 ? 1 : 0,
  right: 0,
}));

test('a model that had no temperature gets one, and nothing is said of one before', () => {
  const report = calibrationReport(judged, { id: 'own', temperature: null, labels: 3 });
  expect(report).toMatchObject({
    accuracy: 0.75,
    formerTemperature: null,
    formerCalibration: null,
  });
  expect(report.logLikelihood).toBeGreaterThan(-Math.log(3));
  const text = calibrationText(report);
  expect(text).toContain(`temperature         ${report.temperature}\n`);
  expect(text).not.toContain('before');
});

test('sixty images are not too few', () => {
  const report = calibrationReport(judged, { id: 'own', temperature: 0.5, labels: 3 });
  expect(fewImagesText(report)).toBeUndefined();
  expect(calibrationText(report)).toContain(', before 0.5');
});

test('forty are, and it is said what chance alone would show with them', () => {
  const report = calibrationReport(judged.slice(0, 40), { id: 'own', temperature: 1, labels: 3 });
  const { mean } = report.calibration.byChance;
  expect(fewImagesText(report)).toContain(`an error of ${mean.toFixed(3)}`);
});
