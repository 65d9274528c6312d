import { expect, test } from 'vitest';
import { hoverText } from '../../../server/src/lsp/hoverText';
import { stringsFor } from '../../../server/src/lsp/strings';
import type { ClassifyResult } from '../../../server/src/protocol';

const file = '/photos/my_cat.jpg';
const uri = 'file:///photos/my_cat.jpg';
const english = stringsFor('en');
const chinese = stringsFor('zh-cn');

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
  expect(hoverText(file, uri, undefined, english)).toMatch(
    /^\*\*my_cat\.jpg\*\* has not been classified\. \[Classify it\]\(command:/,
  );
});

test('has no links for a client that cannot run them', () => {
  expect(hoverText(file, undefined, undefined, english)).toBe(
    '**my_cat.jpg** has not been classified. A code action on this line classifies it.',
  );
  const known = hoverText(file, undefined, result([['cat', 1, 0]]), english);
  expect(known).toContain('| cat | \\>99.9% |');
  expect(known).not.toContain('](');
});

test('shows labels with per cent and bars, in this order, the model and the evaluations', () => {
  const text = hoverText(
    file,
    uri,
    result([
      ['cat', 0.75, 1],
      ['dog', 0.25, 2],
    ]),
    english,
  );
  expect(text).toContain('**my_cat.jpg**: **cat**');
  expect(text).toContain('| cat | 75.0% | `█████████░░░` |');
  expect(text).toContain('| dog | 25.0% | `███░░░░░░░░░` |');
  expect(text).toContain('everyday-32 · 1,234 evaluations · [Classify again]');
});

test('shows five labels at most', () => {
  const many = Array.from({ length: 9 }, (_, i): [string, number, number] => [`l${i}`, 1 / 9, i]);
  const text = hoverText(file, uri, result(many), english);
  expect(text).toContain('| l4 |');
  expect(text).not.toContain('| l5 |');
});

test('shows rank and margin, and no percentage, where the model is not calibrated', () => {
  const text = hoverText(
    file,
    uri,
    result([
      ['cat', null, 0],
      ['dog', null, 0.0131],
    ]),
    english,
  );
  expect(text).toContain('1\\. cat  \n2\\. dog, error +0.013');
  expect(text).toContain('not calibrated');
  expect(text).not.toMatch(/%\s/);
});

test('labels are text, not Markdown', () => {
  const text = hoverText(file, uri, result([['[x](command:evil) | y', 1, 1]]), english);
  expect(text).not.toContain('](command:evil');
  expect(text).toContain('\\| y |');
});

test('speaks Chinese', () => {
  expect(hoverText(file, uri, undefined, chinese)).toMatch(
    /^\*\*my_cat\.jpg\*\* 尚未分类。\[立即分类\]\(command:/,
  );
  const labels = result([
    ['猫', null, 0],
    ['狗', null, 0.0131],
  ]);
  const text = hoverText(file, uri, labels, chinese);
  expect(text).toContain('**my_cat.jpg**：**猫**\n\n1\\. 猫  \n2\\. 狗，误差 +0.013\n\n');
  expect(text).toContain('everyday-32 · 1,234 次求值 · 未经校准 · [重新分类](command:');
  expect(hoverText(file, uri, result([['猫', 1, 0]]), chinese)).toContain('| 猫 | \\>99.9% |');
});
