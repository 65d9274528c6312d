import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import type { ClassifiedImage, FolderProgress } from '../../../client/src/api/api';
import { activated, freshImage } from './extension';
import { test } from './runner';

const labels = ['cat', 'dog'];

test('the interface says its version', async () => {
  assert.equal((await activated()).version, 1);
});

test('what is classified is told of, and known afterwards', async () => {
  const api = await activated();
  const image = await freshImage('told.jpg');
  assert.equal(await api.known(image), undefined);
  const told: ClassifiedImage[] = [];
  const listener = api.onDidClassify((each) => told.push(each));
  const result = await api.classify(image, labels);
  listener.dispose();
  const ours = told.filter((each) => each.image.toString() === image.toString());
  assert.deepEqual(
    ours.map((each) => each.result.predicted),
    [result.predicted],
  );
  assert.deepEqual(await api.known(image), result);
});

test('labels may have prompts and priors of their own', async () => {
  const { classify } = await activated();
  const image = await freshImage('prior.jpg');
  const plain = await classify(image, labels);
  const likelier = { label: 'cat', prior: 1_000 };
  const result = await classify(image, [likelier, { label: 'dog', prior: 1 }]);
  assert.ok(scoreOf(result, 'cat') > scoreOf(plain, 'cat'));
});

test('why one label fits better than another', async () => {
  const { explain } = await activated();
  const explanation = await explain(await freshImage('why.jpg'), ['cat', 'dog']);
  assert.deepEqual(explanation.labels, ['cat', 'dog']);
  const { width, height, differences } = explanation.map;
  assert.equal(differences.length, width * height);
  assert.ok(explanation.curve.length > 0);
});

test('a folder is classified to its end, and told of as it goes on', async () => {
  const { classifyFolder, known } = await activated();
  const image = await freshImage('only.jpg');
  const folder = vscode.Uri.joinPath(image, '../only');
  const inside = vscode.Uri.joinPath(folder, 'only.jpg');
  await vscode.workspace.fs.copy(image, inside, { overwrite: true });
  const heard: FolderProgress[] = [];
  const onProgress = (progress: FolderProgress): void => void heard.push(progress);
  const summary = await classifyFolder(folder, { labels, onProgress });
  assert.equal(summary.state, 'done');
  assert.equal(summary.counts.done, 1);
  assert.ok(heard.length > 0);
  assert.ok(heard.every(({ run }) => run === summary.run));
  assert.ok(labels.includes((await known(inside))?.predicted ?? ''));
});

test('a folder that is not there is refused with a code', async () => {
  const { classifyFolder } = await activated();
  const folder = vscode.Uri.joinPath(await freshImage('x.jpg'), '../not-there');
  await assert.rejects(classifyFolder(folder, { labels }), { code: 'folder-not-readable' });
});

function scoreOf(
  { labels: scores }: { labels: { label: string; probability: number | null }[] },
  name: string,
): number {
  return scores.find(({ label }) => label === name)?.probability ?? Number.NaN;
}
