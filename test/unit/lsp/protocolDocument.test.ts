import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { failureCodes } from '../../../server/src/failure';
import * as protocol from '../../../server/src/protocol';
import {
  classifyCommandParamsSchema,
  classifyFolderParamsSchema,
  classifyParamsSchema,
  explainRunImageParamsSchema,
  exportRunParamsSchema,
  optionsSchema,
  resumeRunParamsSchema,
  reviewRunParamsSchema,
  rowOrders,
  runRowsParamsSchema,
  serverOptionsSchema,
  sortRunParamsSchema,
  thumbnailParamsSchema,
} from '../../../server/src/protocol';

const document = readFileSync(path.resolve(__dirname, '../../../docs/protocol.md'), 'utf8');

const examples = [...document.matchAll(/^```json\n([\s\S]*?)^```$/gm)].map(
  ([, json]) => JSON.parse(json!) as { method?: string; params?: unknown },
);

test('the example of a classify request is one that the server takes', () => {
  const example = examples.find(({ method }) => method === 'diffusionClassifier/classify');
  expect(() => classifyParamsSchema.parse(example?.params)).not.toThrow();
});

test('the example of a folder is one that the server takes', () => {
  const example = examples.find(({ method }) => method === 'diffusionClassifier/classifyFolder');
  expect(() => classifyFolderParamsSchema.parse(example?.params)).not.toThrow();
});

test('every message of our own is documented', () => {
  const methods = Object.values<unknown>(protocol).flatMap((message) =>
    message && typeof message === 'object' && 'method' in message ? [String(message.method)] : [],
  );
  expect(methods.length).toBeGreaterThan(10);
  for (const method of methods) expect(document).toContain(`\`${method}\``);
});

test('the examples of a command and of a configuration are ones that the server takes', () => {
  const command = examples.find(({ method }) => method === 'workspace/executeCommand');
  expect(() => classifyCommandParamsSchema.parse(command?.params)).not.toThrow();
  const change = examples.find(({ method }) => method === 'workspace/didChangeConfiguration');
  const { settings } = change!.params as { settings: { diffusionClassifier: unknown } };
  expect(() => serverOptionsSchema.parse(settings.diffusionClassifier)).not.toThrow();
});

test('every parameter, option and code of a failure is documented', () => {
  const options = Object.keys(optionsSchema.shape).map((name) => `options.${name}`);
  // A cancelled request has an error code of its own.
  const codes = failureCodes.filter((code) => code !== 'cancelled');
  const parameters = Object.keys({
    ...classifyParamsSchema.shape,
    ...serverOptionsSchema.shape,
    ...classifyFolderParamsSchema.shape,
    ...resumeRunParamsSchema.shape,
    ...runRowsParamsSchema.shape,
    ...exportRunParamsSchema.shape,
    ...reviewRunParamsSchema.shape,
    ...explainRunImageParamsSchema.shape,
    ...sortRunParamsSchema.shape,
    ...thumbnailParamsSchema.shape,
  });
  for (const name of [...parameters, ...options, ...codes]) {
    expect(document).toContain(`\`${name}\``);
  }
  for (const order of rowOrders) expect(document).toContain(`\`"${order}"\``);
});
