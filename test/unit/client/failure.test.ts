import { expect, test, vi } from 'vitest';
import { ClassificationFailure, toFailure } from '../../../client/src/failure';
import { failureText } from '../../../client/src/failureText';
import { failureCodes } from '../../../server/src/failure';

vi.mock('vscode', () => import('./vscode'));

const details = {
  model: 'm',
  label: 'l',
  known: 'k',
  reason: 'cut',
  host: 'h',
  cause: 'c',
  format: 'f',
  provider: 'p',
  licence: 'L',
};
const clientCodes = ['setting-invalid', 'server-stopped', 'answer-invalid', 'unexpected'];
const limit = { limit: 'megapixels', value: '300', maximum: '256' };

test('every code of the server has a text of its own', () => {
  const text = (code: string): string =>
    failureText(new ClassificationFailure(code, 'The sentence.', { ...details, ...limit }));
  const texts = [...failureCodes, ...clientCodes].map(text);
  expect(new Set(texts).size).toBe(texts.length);
});

test('the sentence of the server stands in where details are missing', () => {
  for (const code of failureCodes.filter((each) =>
    /^image-not-[drs]|limit|unknown|host/.test(each),
  )) {
    expect(failureText(new ClassificationFailure(code, 'The sentence.')), code).toBe(
      'The sentence.',
    );
  }
});

test('why an image cannot be decoded is said', () => {
  const reason = 'it has more than 268 megapixels; make it smaller first';
  const failure = new ClassificationFailure('image-not-decodable', 'The sentence.', { reason });
  expect(failureText(failure)).toContain(reason);
});

test.each(['megabytes', 'megapixels', 'seconds'])(
  'an image over the limit on %s names the setting, and how much is allowed',
  (name) => {
    const failure = new ClassificationFailure('image-over-limit', '', { ...limit, limit: name });
    expect(failureText(failure)).toContain('256');
    expect(failureText(failure)).toContain(`"diffusionClassifier.limits.${name}"`);
    expect(failure.setting).toBe(`diffusionClassifier.limits.${name}`);
  },
);

test('the stack of a bug is not for people', () => {
  const failure = toFailure(new TypeError('x is null\n    at classify (server.js:1:2)'));
  expect(failureText(failure)).toMatch(/x is null$/);
});

test('a batch ends where every other image would fail alike, and only there', () => {
  const ending = [...failureCodes, ...clientCodes].filter(
    (code) => new ClassificationFailure(code, '').concernsRequest,
  );
  expect(ending.sort()).toEqual([
    'label-unknown',
    'labels-invalid',
    'model-invalid',
    'model-not-found',
    'options-invalid',
    'provider-unavailable',
    'server-stopped',
    'setting-invalid',
  ]);
});

test('errors of the protocol become failures', () => {
  const rejected = (code: number, data?: unknown): ClassificationFailure =>
    toFailure(Object.assign(new Error('The sentence.'), { code, data }));
  expect(rejected(-32000, { code: 'label-unknown', details })).toMatchObject({
    code: 'label-unknown',
    details,
  });
  expect(rejected(-32602)).toMatchObject({ code: 'options-invalid', message: 'The sentence.' });
  // The connection closed; there is none; nothing can be written to it any more; the server
  // cancelled what nobody asked it to.
  for (const code of [-32097, -32096, -32099, -32800]) {
    expect(rejected(code).code, String(code)).toBe('server-stopped');
  }
  expect(rejected(-32603).code).toBe('unexpected');
  for (const data of [null, 'busy', { code: 7, details: {} }, { code: 'busy', details: null }]) {
    expect(rejected(-32001, data).code, JSON.stringify(data)).toBe('unexpected');
  }
});

const downloadReasons = [
  'unreachable',
  'stalled',
  'cut',
  'unauthorized',
  'not-found',
  'rate-limited',
  'server-error',
  'wrong-hash',
  'no-model',
  'disk-full',
];

function failedDownload(reason: string): ClassificationFailure {
  const host = { host: 'hub.example', status: '503', code: 'EPIPE', file: 'unet/model.onnx' };
  const facts = { ...host, missing: 'unet/model.onnx', needed: '5000000000', free: '1000000000' };
  return new ClassificationFailure('download-failed', 'The sentence.', { ...facts, reason });
}

test('every reason why a download fails has a text of its own', () => {
  const texts = downloadReasons.map((reason) => failureText(failedDownload(reason)));
  expect(new Set(texts).size).toBe(texts.length);
  expect(texts).not.toContain('The sentence.');
  expect(failureText(failedDownload('garbled'))).toBe('The sentence.');
});

test('a download is offered to go on where that may help, and a token where one is wanted', () => {
  const lasting = downloadReasons.filter((reason) => !failedDownload(reason).mayPass);
  expect(lasting).toEqual(['not-found', 'no-model']);
  const forToken = downloadReasons.filter((reason) => failedDownload(reason).concernsToken);
  expect(forToken).toEqual(['unauthorized']);
});

test('templates that a model does not take name their setting', () => {
  const message = 'Option "templates" makes prompts of labels.';
  const refused = { model: 'everyday-32', option: 'templates' };
  const failure = new ClassificationFailure('options-invalid', message, refused);
  expect(failure).toMatchObject({ setting: 'diffusionClassifier.templates', concernsModel: true });
  expect(failureText(failure)).toContain('"diffusionClassifier.templates"');
  const other = new ClassificationFailure('options-invalid', message, { evaluations: '1' });
  expect(other).toMatchObject({ setting: undefined, concernsModel: false });
  expect(failureText(other)).toContain(message);
});

test('a prompt set that there is none of names its setting, and no model is a remedy', () => {
  const message = 'There is no prompt set "dogs": expected one of pets.';
  const refused = { promptSet: 'dogs', known: 'pets' };
  const failure = new ClassificationFailure('options-invalid', message, refused);
  expect(failure).toMatchObject({ setting: 'diffusionClassifier.promptSet', concernsModel: false });
  expect(failureText(failure)).toContain(message);
});
