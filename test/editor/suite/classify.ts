import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, freshImage } from './extension';
import { test } from './runner';

const labels = ['cat', 'dog', 'airplane'];

test('the command is there', async () => {
  await activated();
  const commands = await vscode.commands.getCommands(true);
  assert.ok(commands.includes('diffusionClassifier.classifyImage'));
});

test('an image gets its labels, best first', async () => {
  const { classify } = await activated();
  const result = await classify(await freshImage('order.jpg'), labels);
  assert.deepEqual(result.labels.map(({ label }) => label).sort(), [...labels].sort());
  assert.equal(result.predicted, result.labels[0]?.label);
  assert.ok(result.labels.every(({ samples, error }) => samples > 0 && error > 0));
  if (result.calibrated) {
    const probabilities = result.labels.map(({ probability }) => probability ?? Number.NaN);
    assert.deepEqual(
      probabilities,
      [...probabilities].sort((a, b) => b - a),
    );
    assert.ok(Math.abs(probabilities.reduce((sum, p) => sum + p, 0) - 1) < 1e-6);
  }
});

test('asking twice answers twice the same', async () => {
  const { classify } = await activated();
  const image = await freshImage('twice.jpg');
  const [first, second] = await Promise.all([classify(image, labels), classify(image, labels)]);
  assert.deepEqual(second.labels, first.labels);
});

test('a label that the model does not know is refused in words', async () => {
  const { classify } = await activated();
  const image = await freshImage('unknown.jpg');
  await assert.rejects(
    classify(image, ['cat', 'quaternion']),
    (error: Error & { code: string }) => {
      assert.equal(error.code, 'label-unknown');
      assert.match(error.message, /quaternion/);
      return true;
    },
  );
});

test('a file that is no image is refused in words', async () => {
  const { classify } = await activated();
  const text = vscode.Uri.joinPath(await freshImage('words.jpg'), '..', 'words.jpg');
  await vscode.workspace.fs.writeFile(text, Buffer.from('not an image'));
  await assert.rejects(classify(text, labels), (error: Error & { code: string }) => {
    assert.equal(error.code, 'image-not-decodable');
    assert.match(error.message, /words\.jpg/);
    return true;
  });
});

test('a cancelled classification ends within a second', async () => {
  const { classify } = await activated();
  const image = await freshImage('cancelled.jpg');
  const source = new vscode.CancellationTokenSource();
  const minutes = { samples: 100_000, elimination: 'none' } as const;
  const classification = classify(image, labels, minutes, source.token);
  // Long enough to be in the middle of it, model loaded.
  await new Promise((resolve) => setTimeout(resolve, 1_000));
  const cancelled = Date.now();
  source.cancel();
  await assert.rejects(classification, vscode.CancellationError);
  assert.ok(Date.now() - cancelled < 1_000, `took ${Date.now() - cancelled} ms`);
});
