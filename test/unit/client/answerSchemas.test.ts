import { expect, test } from 'vitest';
import { resultSchema, standingSchema, statusSchema } from '../../../client/src/answerSchemas';

const label = { label: 'cat', probability: null, error: 0.02, samples: 8, margin: 0 };
const result = {
  image: 'file:///cat.jpg',
  model: 'everyday-32',
  predicted: 'cat',
  labels: [label],
  calibrated: false,
  evaluations: 8,
  seconds: 0.1,
};

test('a result may hold more than what is known of it', () => {
  expect(resultSchema.safeParse({ ...result, errors: { cat: [0.02] } }).success).toBe(true);
});

test.each([
  null,
  'cat',
  [result],
  { ...result, labels: [] },
  { ...result, labels: 'cat' },
  { ...result, labels: [{ ...label, label: 7 }] },
  { ...result, labels: [{ ...label, error: null }] },
  { ...result, predicted: undefined },
  { ...result, seconds: '0.1' },
])('what nothing can be made of is no result: %j', (answer) => {
  expect(resultSchema.safeParse(answer).success).toBe(false);
});

test('nor are such standings and states', () => {
  const standing = { labels: [], calibrated: true, evaluations: 4, plannedEvaluations: 16 };
  expect(standingSchema.safeParse(standing).success).toBe(true);
  expect(standingSchema.safeParse({ ...standing, evaluations: 'some' }).success).toBe(false);
  expect(statusSchema.safeParse({ health: 'ok', quiescent: true }).success).toBe(true);
  expect(statusSchema.safeParse({ health: 'fine', quiescent: true }).success).toBe(false);
  for (const text of ['message', 'model', 'provider']) {
    const status = { health: 'ok', quiescent: true, [text]: 7 };
    expect(statusSchema.safeParse(status).success, text).toBe(false);
  }
});
