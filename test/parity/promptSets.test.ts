import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { promptSetLabels, promptSetNames, promptsOf } from '../../server/src/text';

/** Made by make_prompt_sets.py of the paper's own files. */
const golden: Record<string, { prompts: number; sha256: string }> = JSON.parse(
  readFileSync(path.join(__dirname, 'golden/prompt_sets.json'), 'utf8'),
);

test("the prompt sets are those of the paper's code", () => {
  expect(promptSetNames).toEqual(Object.keys(golden).sort());
});

test.each(promptSetNames)("%s: the paper's prompts, character by character", (promptSet) => {
  const prompts = promptSetLabels(promptSet).flatMap((label) => promptsOf(label, { promptSet }));
  expect({
    prompts: prompts.length,
    sha256: createHash('sha256').update(prompts.join('\n')).digest('hex'),
  }).toEqual(golden[promptSet]);
});
