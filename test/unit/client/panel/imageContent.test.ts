import { afterEach, expect, test, vi } from 'vitest';
import { CancellationTokenSource, Uri } from 'vscode';
import type { Classifier } from '../../../../client/src/classifier';
import { ImageContent } from '../../../../client/src/panel/imageContent';
import { sendExplain } from '../../../../client/src/panel/panelRequests';
import { ServerTrouble } from '../../../../client/src/panel/serverTrouble';
import type { Server } from '../../../../client/src/server';
import type { LabelRequest } from '../../../../server/src/protocol';
import { settings } from '../vscode';

vi.mock('vscode', () => import('../vscode'));
vi.mock('../../../../client/src/panel/panelRequests', () => ({
  sendExplain: vi.fn(async () => ({})),
}));

const image = Uri.file('/pictures/cat.jpg');
const labels: LabelRequest[] = ['cat', { label: 'dog', prompts: ['a photo of a dog'] }];
const { token } = new CancellationTokenSource();
const limits = { megabytes: 256, megapixels: 256, seconds: 30 };

function content(classify = vi.fn()): ImageContent {
  const server = {
    onDidChangeStatus: () => ({ dispose: () => {} }),
    startAgain: async () => ({}),
  } as unknown as Server;
  const classifier = { classify } as unknown as Classifier;
  return new ImageContent(image, labels, classifier, server, new ServerTrouble(server));
}

function useSettings(values: Record<string, unknown>): void {
  const all = { ...values, ...prefixed('limits', limits) };
  for (const [key, value] of Object.entries(prefixed('diffusionClassifier', all))) {
    settings.set(key, value);
  }
}

function prefixed(prefix: string, values: Record<string, unknown>): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value]),
  );
}

afterEach(() => {
  settings.clear();
  vi.clearAllMocks();
});

test('an image is classified by the settings, with its race', async () => {
  const classify = vi.fn();
  await content(classify).handlers.image!({}, token);
  const control = { token, options: { trace: true } };
  expect(classify).toHaveBeenCalledExactlyOnceWith(image, labels, control);
});

test('an explanation is of the labels as they were given, by what of the settings it knows', async () => {
  useSettings({ samples: 64, noneOfThese: true, model: 'stable-diffusion-1-5' });
  await content().handlers.explain!({ labels: ['dog', 'cat'] }, token);
  const params = {
    image: 'file:///pictures/cat.jpg',
    labels: [labels[1], labels[0]],
    model: 'stable-diffusion-1-5',
    options: { samples: 64 },
  };
  expect(sendExplain).toHaveBeenCalledExactlyOnceWith({}, params, token);
});

test('a label that was not asked about is not explained', async () => {
  useSettings({});
  const explained = content().handlers.explain!({ labels: ['cat', 'none of these'] }, token);
  await expect(explained).rejects.toMatchObject({ code: 'labels-invalid' });
  expect(sendExplain).not.toHaveBeenCalled();
});
