import { expect, test } from 'vitest';
import { hoverText } from '../../../server/src/lsp/hoverText';
import type { ClassifyResult } from '../../../server/src/protocol';

const file = '/photos/my_cat.jpg';
const uri = 'file:///photos/my_cat.jpg';

function result(labels: [string, number | null, number][]): ClassifyResult {
  return {
    image: uri,
    model: 'everyday-32',
    predicted: labels[0]![0],
    labels: labels.map(([label, probability, margin]) => ({
      label,
      probability,
      error: 0.5 + margin,
      margin,
      samples: 9,
    })),
    calibrated: labels[0]![1] !== null,
    evaluations: 1_234,
    seconds: 1,
  };
}

test('says that nothing is known and offers to classify', () => {
  expect(hoverText(file, uri, undefined)).toMatch(
    /^\*\*my\\_cat\\\.jpg\*\* has not been classified\. \[Classify it\]\(command:/,
  );
});

test('shows labels with bars and per cent, the model and the evaluations', () => {
  const text = hoverText(
    file,
    uri,
    result([
      ['cat', 0.75, 1],
      ['dog', 0.25, 2],
    ]),
  );
  expect(text).toContain('**my\\_cat\\.jpg**: **cat**');
  expect(text).toContain('`█████████░░░` 75.0% cat');
  expect(text).toContain('`███░░░░░░░░░` 25.0% dog');
  expect(text).toContain('everyday\\-32 · 1,234 evaluations · [Classify again]');
});

test('shows five labels at most', () => {
  const many = Array.from({ length: 9 }, (_, i): [string, number, number] => [`l${i}`, 1 / 9, i]);
  const text = hoverText(file, uri, result(many));
  expect(text).toContain('% l4');
  expect(text).not.toContain('% l5');
});

test('shows rank and margin, and no percentage, where the model is not calibrated', () => {
  const text = hoverText(
    file,
    uri,
    result([
      ['cat', null, 0],
      ['dog', null, 0.0131],
    ]),
  );
  expect(text).toContain('1\\. cat  \n2\\. dog, error +0.013');
  expect(text).toContain('not calibrated');
  expect(text).not.toMatch(/%\s/);
});

test('labels are text, not Markdown', () => {
  const text = hoverText(file, uri, result([['[x](command:evil)', 1, 1]]));
  expect(text).not.toContain('](command:evil');
});
