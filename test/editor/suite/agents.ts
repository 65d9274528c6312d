import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { activated, freshImage } from './extension';
import { test } from './runner';

const name = 'classify_image';

interface ToolData {
  image: string;
  predicted: string;
  labels: { label: string; probability?: number }[];
  model: string;
}

/** Calls the tool as an agent does. Confirmations count as given in an extension-host test. */
async function call(
  input: object,
  token?: vscode.CancellationToken,
): Promise<{ text: string; data: ToolData }> {
  const options = { input, toolInvocationToken: undefined };
  const { content } = await vscode.lm.invokeTool(name, options, token);
  const [text, data] = content.map((part) => (part as vscode.LanguageModelTextPart).value);
  return { text: text ?? '', data: JSON.parse(data ?? '') };
}

test('the tool is offered to agents, with what it expects', () => {
  const tool = vscode.lm.tools.find((each) => each.name === name);
  assert.ok(tool, `${name} is not among the tools`);
  assert.match(tool.description, /labels/);
  const { properties, required } = tool.inputSchema as {
    properties: object;
    required: string[];
  };
  assert.deepEqual(Object.keys(properties), ['image', 'labels']);
  assert.deepEqual(required, ['image']);
  return Promise.resolve();
});

test('an agent gets a sentence and data', async () => {
  const image = await freshImage('asked.jpg');
  const { text, data } = await call({ image: image.fsPath, labels: ['cat', 'dog', 'ship'] });
  assert.equal(data.image, image.fsPath);
  assert.deepEqual(data.labels.map(({ label }) => label).sort(), ['cat', 'dog', 'ship']);
  assert.equal(data.predicted, data.labels[0]?.label);
  assert.match(text, new RegExp(`asked\\.jpg: ${data.predicted}\\.`));
  assert.match(text, /\d+%/);
});

test('a path may be relative to the workspace, or a URI', async () => {
  const image = await freshImage('relative.jpg');
  const labels = ['cat', 'dog'];
  const relative = await call({ image: 'relative.jpg', labels });
  const uri = await call({ image: image.toString(), labels });
  assert.equal(relative.data.image, image.fsPath);
  assert.deepEqual(uri.data.labels, relative.data.labels);
});

test('without labels, those of the settings are taken', async () => {
  const { data } = await call({ image: (await freshImage('usual.jpg')).fsPath });
  assert.equal(data.labels.length, 10);
});

const wrong: [string, object, RegExp][] = [
  ['no image', { labels: ['cat', 'dog'] }, /image/],
  ['a file that is none', { image: 'missing.jpg', labels: ['cat', 'dog'] }, /path/i],
  ['no name of an image', { image: 'words.txt', labels: ['cat', 'dog'] }, /ends in jpg/],
  ['an address', { image: 'https://example.org/cat.jpg', labels: ['cat', 'dog'] }, /absolute path/],
  ['one label', { image: 'cat.jpg', labels: ['cat'] }, /at least two|fewer items/],
  ['a label twice', { image: 'cat.jpg', labels: ['cat', 'Cat'] }, /twice/],
  ['a label that the model does not know', { image: 'cat.jpg', labels: ['cat', 'qu'] }, /airplane/],
];

for (const [what, input, expected] of wrong) {
  test(`an agent that gives ${what} is told what to do`, async () => {
    await activated();
    await assert.rejects(call(input), (error: Error) => {
      assert.match(error.message, expected);
      assert.doesNotMatch(error.message, /\n\s+at /);
      return true;
    });
  });
}

test('an agent can cancel', async () => {
  const image = await freshImage('cancelled-by-agent.jpg');
  const source = new vscode.CancellationTokenSource();
  const asked = call({ image: image.fsPath, labels: ['cat', 'dog', 'frog'] }, source.token);
  source.cancel();
  await assert.rejects(asked);
});
