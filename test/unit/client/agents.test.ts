import { beforeEach, expect, test, vi } from 'vitest';
import { Uri } from 'vscode';
import { ClassifyImageTool } from '../../../client/src/agents/classifyImageTool';
import { toolData, toolText } from '../../../client/src/agents/toolAnswer';
import { agentError } from '../../../client/src/agents/toolFailure';
import { ClassificationFailure } from '../../../client/src/failure';
import type { ClassifyResult } from '../../../server/src/protocol';
import { Uri as OwnUri, workspace } from './vscode';

vi.mock('vscode', () => import('./vscode'));

const token = { isCancellationRequested: false, onCancellationRequested: () => ({ dispose() {} }) };

const result: ClassifyResult = {
  image: 'file:///w/cat.jpg',
  model: 'everyday-32',
  predicted: 'cat',
  labels: [
    { label: 'cat', probability: 0.9123456, error: 0.1, samples: 40, margin: 0 },
    { label: 'dog', probability: 0.0876544, error: 0.11, samples: 40, margin: 0.01 },
  ],
  calibrated: true,
  evaluations: 80,
  seconds: 1.23456,
};

const classify = vi.fn(async (..._: unknown[]) => result);
const last = vi.fn(async () => undefined as { labels: string[] } | undefined);
// Of a classifier and of what remembers labels, what the tool uses.
const tool = new ClassifyImageTool({ classify }, { last });

beforeEach(() => {
  classify.mockClear();
  workspace.isTrusted = true;
  workspace.workspaceFolders = [{ uri: OwnUri.file('/w') }];
});

async function asked(image: string, labels = ['cat', 'dog']) {
  const prepared = await tool.prepareInvocation({ input: { image, labels } });
  const message = prepared.confirmationMessages?.message;
  return typeof message === 'object' ? message.value : message;
}

test('the person is asked about the file and the labels', async () => {
  expect(await asked('photos/cat.jpg')).toContain('photos/cat.jpg');
  expect(await asked('photos/cat.jpg')).toContain('Labels: cat, dog');
  expect(await asked('photos/cat.jpg')).not.toContain('outside');
});

test('the person is told that a file lies outside of the workspace', async () => {
  expect(await asked('/home/me/cat.jpg')).toContain('outside of the workspace');
  expect(await asked('../cat.jpg')).toContain('outside of the workspace');
});

test('names of files and labels make no links in the question', async () => {
  const message = await asked('[cat](command:evil).jpg', ['[a](command:b)', 'dog']);
  expect(message).not.toMatch(/[^\\]\]\(command:/);
});

test('in a workspace that is not trusted no agent has a file opened', async () => {
  workspace.isTrusted = false;
  const input = { image: 'cat.jpg', labels: ['cat', 'dog'] };
  const invoked = tool.invoke({ input, toolInvocationToken: undefined }, token);
  await expect(invoked).rejects.toThrow('not trusted');
  expect(classify).not.toHaveBeenCalled();
});

test('without labels those used last are taken', async () => {
  last.mockResolvedValueOnce({ labels: ['moth', 'wasp'] });
  await tool.invoke({ input: { image: 'cat.jpg' }, toolInvocationToken: undefined }, token);
  expect(classify.mock.lastCall?.[1]).toEqual(['moth', 'wasp']);
});

test('an answer has a sentence and data', () => {
  const image = Uri.file('/w/cat.jpg');
  expect(toolText(image, result)).toBe(
    '/w/cat.jpg: cat. Probabilities among these labels: cat 91%, dog 9%.',
  );
  expect(JSON.parse(toolData(image, result))).toEqual({
    image: '/w/cat.jpg',
    predicted: 'cat',
    calibrated: true,
    labels: [
      { label: 'cat', probability: 0.9123 },
      { label: 'dog', probability: 0.08765 },
    ],
    margin: 0.1,
    model: 'everyday-32',
    evaluations: 80,
    seconds: 1.235,
  });
});

test('an agent is told of what is not sure', () => {
  const decision = { rule: 'approximate', delta: 0.1, grid: 40, decided: false } as const;
  const undecided = { ...result, decision: { ...decision, inRace: ['cat', 'dog'] } };
  const image = Uri.file('/w/cat.jpg');
  expect(toolText(image, undecided)).toContain('Undecided between cat, dog');
  expect(JSON.parse(toolData(image, undecided))).toMatchObject({
    decided: false,
    undecidedBetween: ['cat', 'dog'],
  });
  const labels = result.labels.map((label) => ({ ...label, probability: null }));
  const order = { ...result, labels, calibrated: false };
  expect(toolText(image, order)).toContain('not calibrated');
  expect(toolData(image, order)).not.toContain('probability');
});

test('of a thousand labels an agent gets the best', () => {
  const [first] = result.labels;
  const labels = Array.from({ length: 1_000 }, (_, i) => ({ ...first!, label: `label ${i}` }));
  const data = JSON.parse(toolData(Uri.file('/w/cat.jpg'), { ...result, labels }));
  expect(data.labels).toHaveLength(20);
  expect(data.moreLabels).toBe(980);
});

test.each(['image-not-found', 'label-unknown', 'model-invalid', 'server-stopped', 'host-failed'])(
  'of %s an agent learns what to do',
  (code) => {
    const { message } = agentError(new ClassificationFailure(code, 'What is wrong.'));
    expect(message).toMatch(/^[\w-]+: What is wrong\. (Give|Use|Ask)/);
  },
);
