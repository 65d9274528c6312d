import { expect, test } from 'vitest';
import { hoverText as textOf } from '../../../server/src/lsp/hoverText';
import { type Strings, stringsFor } from '../../../server/src/lsp/strings';
import type { ClassifyResult } from '../../../server/src/protocol';

const file = '/photos/my_cat.jpg';
const uri = 'file:///photos/my_cat.jpg';
const now = Date.parse('2026-11-23T12:00:00Z');
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

function hoverText(
  of: string,
  to: string | undefined,
  known: ClassifyResult | undefined,
  strings: Strings,
): string {
  return textOf({ file: of, uri: to, facts: undefined }, known, strings, now);
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
  expect(text).toContain('everyday-32 · 1,234 evaluations\n\n[Classify again]');
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
  expect(text).toContain('|height=72)\n\n1\\. 猫  \n2\\. 狗，误差 +0.013\n\n');
  expect(text).toContain('everyday-32 · 1,234 次求值 · 未经校准\n\n[重新分类](command:');
  expect(hoverText(file, uri, result([['猫', 1, 0]]), chinese)).toContain('| 猫 | \\>99.9% |');
});

test('links to classify by other labels, too, and to explain where there are two to compare', () => {
  const commands = (text: string): string[] =>
    [...text.matchAll(/command:diffusionClassifier\.(\w+)\?/g)].map(([, name]) => name!);
  const one = result([['cat', 1, 0]]);
  const two = result([
    ['cat', 0.9, 0],
    ['dog', 0.1, 1],
  ]);
  expect(commands(hoverText(file, uri, undefined, english))).toEqual([
    'classifyImage',
    'classifyImageWith',
  ]);
  expect(commands(hoverText(file, uri, one, english))).toEqual([
    'classifyImage',
    'classifyImageWith',
  ]);
  expect(commands(hoverText(file, uri, two, english)).at(-1)).toBe('explainImage');
});

test('shows a picture of what a browser shows, no larger than it is, and its sizes', () => {
  const facts = { bytes: 113_912, size: { width: 1_024, height: 768 } };
  const text = textOf({ file, uri, facts }, undefined, english, now);
  expect(text).toContain('![my_cat.jpg](file:///photos/my_cat.jpg|height=72)');
  expect(text).toContain('1,024 × 768 · 114 kB');
  const picture = (name: string, size?: { width: number; height: number }) =>
    /!\[.*/.exec(
      textOf(
        {
          file: `/p/${name}`,
          uri: `file:///p/${name}`,

          facts: { bytes: 1, ...(size && { size }) },
        },
        undefined,
        english,
        now,
      ),
    )?.[0];
  expect(picture('wide.png', { width: 2_000, height: 10 })).toMatch(/\|width=240\)$/);
  expect(picture('icon.png', { width: 16, height: 16 })).toMatch(/\|height=16\)$/);
  expect(picture('unknown.avif')).toMatch(/\|height=72\)$/);
  expect(picture('scan.TIFF')).toBeUndefined();
  expect(textOf({ file, uri: undefined, facts }, undefined, english, now)).not.toContain('![');
});

test.each([
  ['another machine', 'file://server/share/cat.jpg'],
  ['another scheme', 'https://example.org/cat.jpg'],
])('shows no picture of %s', (_, elsewhere) => {
  expect(hoverText(file, elsewhere, undefined, english)).not.toContain('![');
});

test('an address can neither end early nor bring a size of its own', () => {
  const hostile = 'file:///p/a)|width=9999![x](b.png';
  const text = hoverText('/p/a.png', hostile, undefined, english);
  expect(text).toContain('![a.png](file:///p/a%29%7Cwidth%3D9999%21%5Bx%5D%28b.png|height=72)');
});

test('says how old a result is, in words', () => {
  const known = { ...result([['cat', 1, 0]]), classified: '2026-11-23T11:57:00.000Z' };
  expect(hoverText(file, uri, known, english)).toContain('evaluations · 3 minutes ago');
  expect(hoverText(file, uri, known, chinese)).toContain('次求值 · 3分钟前');
});
