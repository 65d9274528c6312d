import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { failureCodes } from '../../../server/src/failure';
import { classifyParamsSchema, optionsSchema } from '../../../server/src/protocol';

const document = readFileSync(path.resolve(__dirname, '../../../docs/protocol.md'), 'utf8');

const examples = [...document.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
  ([, json]) => JSON.parse(json!) as { method?: string; params?: unknown },
);

test('the example of a classify request is one that the server takes', () => {
  const example = examples.find(({ method }) => method === 'diffusionClassifier/classify');
  expect(() => classifyParamsSchema.parse(example?.params)).not.toThrow();
});

test('every parameter, option and code of a failure is documented', () => {
  const options = Object.keys(optionsSchema.shape).map((name) => `options.${name}`);
  // A cancelled request has an error code of its own.
  const codes = failureCodes.filter((code) => code !== 'cancelled');
  for (const name of [...Object.keys(classifyParamsSchema.shape), ...options, ...codes]) {
    expect(document).toContain(`\`${name}\``);
  }
});
