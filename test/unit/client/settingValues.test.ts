import { expect, test } from 'vitest';
import {
  eliminations,
  isDelta,
  isDeviceList,
  isLabelList,
  isLimit,
  isModelName,
  isProviderList,
  isSampleBudget,
  isTemplateList,
  maxLimits,
  racingRules,
} from '../../../client/src/settingValues';
import { defaultImageLimits } from '../../../server/src/imageLimits';
import { optionsSchema, providers, serverOptionsSchema } from '../../../server/src/protocol';
import { promptSetNames } from '../../../server/src/text';
import { manifest, properties } from './manifest';

test.each([
  'everyday-32',
  'My_model.v2',
  'owner--name',
  '/models/mine',
  'file:///models/my%20model',
])('the model may be %s', (name) => expect(isModelName(name)).toBe(true));

test.each(['models/mine', './mine', '../mine', '..', '.', '.hidden', '~/mine', 'a\\b', 'my model'])(
  'the model may not be %s, which depends on the folder it is looked up in',
  (name) => expect(isModelName(name)).toBe(false),
);

test('labels are texts, and not empty', () => {
  expect(isLabelList(['cat', 'golden retriever'])).toBe(true);
  expect(isLabelList([])).toBe(true);
  for (const value of ['cat, dog', ['cat', 1], ['cat', ' '], { 0: 'cat' }, null]) {
    expect(isLabelList(value), JSON.stringify(value)).toBe(false);
  }
});

test('samples are a whole number that the server takes', () => {
  expect(isSampleBudget(1)).toBe(true);
  expect(isSampleBudget(1_000_000)).toBe(true);
  for (const value of [0, -1, 1.5, 1_000_001, Number.NaN, '48', true]) {
    expect(isSampleBudget(value), String(value)).toBe(false);
  }
});

test('a limit is a number above 0 and not above what the server takes', () => {
  expect(isLimit(0.5, 100)).toBe(true);
  expect(isLimit(100, 100)).toBe(true);
  for (const value of [0, -1, 100.1, Number.NaN, '30', null]) {
    expect(isLimit(value, 100), String(value)).toBe(false);
  }
});

test.each(['megabytes', 'megapixels', 'seconds'] as const)(
  'the limit on %s is the same in the settings, the client and the server',
  (name) => {
    const setting = properties[`diffusionClassifier.limits.${name}`];
    const isTaken = (value: number): boolean =>
      serverOptionsSchema.safeParse({ limits: { [name]: value } }).success;
    expect(setting).toMatchObject({
      default: defaultImageLimits[name],
      exclusiveMinimum: 0,
      maximum: maxLimits[name],
      scope: 'machine',
    });
    expect([0, maxLimits[name], maxLimits[name] + 1].map(isTaken)).toEqual([false, true, false]);
  },
);

test('providers are those of the server, in the manifest, too', () => {
  expect(properties['diffusionClassifier.providers']?.items?.enum).toEqual(providers);
  expect(isProviderList([...providers])).toBe(true);
  expect(isProviderList([])).toBe(true);
  for (const value of ['cpu', ['gpu'], ['cpu', 1], null]) {
    expect(isProviderList(value), JSON.stringify(value)).toBe(false);
  }
});

test.each([[[0, 1]], [[1_023]], [[1_024]], [[-1]], [[0.5]], [['0']], [Array(65).fill(0)]])(
  'devices %j are taken where the server takes them',
  (devices) => {
    expect(isDeviceList(devices)).toBe(serverOptionsSchema.safeParse({ devices }).success);
  },
);

test.each([[['a photo of a {}']], [['{}', 'a {} at night']], [['a photo']], [[1]]])(
  'templates %j are taken where the server takes them',
  (templates) => {
    expect(isTemplateList(templates)).toBe(optionsSchema.safeParse({ templates }).success);
  },
);

test('prompt sets are those of the server, and none', () => {
  expect(properties['diffusionClassifier.promptSet']?.enum).toEqual(['', ...promptSetNames]);
});

test('races are those of the server, in the manifest, too', () => {
  expect(optionsSchema.shape.elimination.unwrap().options.toSorted()).toEqual(
    [...eliminations].toSorted(),
  );
  expect(optionsSchema.shape.racing.unwrap().options.toSorted()).toEqual(
    [...racingRules].toSorted(),
  );
  expect(properties['diffusionClassifier.elimination']?.enum).toEqual(['auto', ...eliminations]);
  expect(properties['diffusionClassifier.racing']?.enum).toEqual(['auto', ...racingRules]);
});

test.each([0.05, 0.5, 0, 1, -0.1, 1.5, Number.NaN, '0.05'])(
  'the error probability %j is taken where the server takes it',
  (delta) => expect(isDelta(delta)).toBe(optionsSchema.safeParse({ delta }).success),
);

test('a workspace that is not trusted sets nothing of the machine', () => {
  const ofMachine = Object.keys(properties).filter((name) => properties[name]?.scope === 'machine');
  const { restrictedConfigurations } = manifest.capabilities.untrustedWorkspaces;
  expect(restrictedConfigurations.toSorted()).toEqual(ofMachine.toSorted());
});

test('what names a place, a device or a limit is a setting of the machine', () => {
  const names =
    /\.(model|providers|devices|cacheFolder|limits\.\w+|\w*([Ff]older|[Pp]ath|[Ff]ile)s?)$/;
  for (const [name, { scope }] of Object.entries(properties)) {
    if (names.test(name)) expect(scope, name).toBe('machine');
  }
});
