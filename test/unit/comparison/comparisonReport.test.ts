import { describe, expect, test } from 'vitest';
import {
  compareBackends,
  comparisonMarkdown,
  comparisonReport,
  comparisonText,
} from '../../../server/src/comparison';
import type { Backend, BackendAnswer, LabelledImage } from '../../../server/src/comparison/backend';
import { Failure } from '../../../server/src/failure';

const labels = ['cat', 'dog'];
const folder = '/data/pets';

function imageOf(name: string, label: string): LabelledImage {
  return { file: `${folder}/${label}/${name}.png`, label };
}

const images = [
  imageOf('a', 'cat'),
  imageOf('b', 'cat'),
  imageOf('c', 'dog'),
  imageOf('d', 'dog'),
  imageOf('e', 'dog'),
];

const broken = new Failure('image-not-decodable', 'd.png is | damaged.');

/** A backend that answers with these words, one an image; null is a failure. */
function answering(name: string, words: (string | null)[], more: Partial<BackendAnswer> = {}) {
  return {
    name,
    kind: 'diffusion',
    classify: async (files, { onAnswer }) => {
      // In another order: batches end as they do.
      for (const file of [...files].reverse()) {
        const index = files.indexOf(file);
        const word = words[index]!;
        const answer = {
          predicted: word!,
          seconds: index,
          evaluations: 40,
          remembered: 0,
          ...more,
        };
        onAnswer(file, word === null ? broken : answer);
      }
    },
  } satisfies Backend;
}

const quiet = {
  signal: new AbortController().signal,
  onProgress: () => {},
  onFailure: () => {},
  onWarning: () => {},
};

async function reportOf(...backends: Backend[]) {
  return comparisonReport(images, labels, await compareBackends(images, backends, quiet));
}

describe('two backends', () => {
  const one = answering('one', ['cat', 'cat', 'dog', 'cat', 'dog']);
  const other = answering('other', ['cat', 'dog', 'cat', 'dog', 'dog'], { remembered: 10 });

  test('are each measured, and tested against each other on the same images', async () => {
    const { backends, pairs, differing, images: count } = await reportOf(one, other);
    expect(count).toBe(5);
    expect(backends[0]).toMatchObject({ name: 'one', right: 4, accuracy: 0.8, evaluations: 40 });
    expect(backends[0]!.interval[0]).toBeCloseTo(0.3755, 3);
    expect(backends[0]!.seconds).toEqual({ mean: 2, median: 2, images: 5 });
    expect(pairs).toEqual([
      { one: 'one', other: 'other', onlyOne: 2, onlyOther: 1, midP: 0.625, exactP: 1 },
    ]);
    expect(differing.map(({ file, predicted }) => [file.at(-5), ...predicted])).toEqual([
      ['b', 'cat', 'dog'],
      ['c', 'dog', 'cat'],
      ['d', 'cat', 'dog'],
    ]);
  });

  test('seconds of what was remembered are not taken for its speed', async () => {
    const { backends } = await reportOf(one, other);
    expect(backends[1]).toMatchObject({ seconds: null, remembered: 10 });
  });

  test('an image that one has no answer for is named, and counts for neither', async () => {
    const failing = answering('failing', ['cat', 'cat', 'dog', null, 'dog']);
    const told: string[] = [];
    const compared = await compareBackends(images, [one, failing], {
      ...quiet,
      onFailure: ({ name }, file) => told.push(`${name} ${file}`),
    });
    const report = comparisonReport(images, labels, compared);
    expect(told).toEqual(['failing /data/pets/dog/d.png']);
    expect(report.images).toBe(4);
    expect(report.backends.map(({ right }) => right)).toEqual([4, 4]);
    expect(report.leftOut).toEqual([
      {
        file: '/data/pets/dog/d.png',
        backend: 'failing',
        code: 'image-not-decodable',
        message: broken.message,
      },
    ]);
    expect(comparisonText(report, folder)).toContain('1 image is left out of all');
    expect(comparisonMarkdown(report, folder)).toContain('| dog/d.png | failing | d.png is \\| da');
  });

  test('nothing that all have an answer for cannot be compared', async () => {
    const none = answering('none', [null, null, null, null, null]);
    await expect(reportOf(one, none)).rejects.toMatchObject({ code: 'options-invalid' });
  });
});

test('progress is told per backend, and a cancel ends it', async () => {
  const seen: string[] = [];
  const cancelled = new Failure('cancelled', 'Cancelled.');
  const second: Backend = {
    name: 'second',
    kind: 'clip',
    classify: async (_, { onPreparing }) => {
      onPreparing('fitting');
      throw cancelled;
    },
  };
  const first = answering('first', ['cat', 'cat', 'dog', 'dog', 'dog']);
  const comparing = compareBackends(images, [first, second], {
    ...quiet,
    onProgress: ({ name }, done, what) => seen.push(`${name} ${done} ${what.slice(-9)}`),
  });
  await expect(comparing).rejects.toBe(cancelled);
  expect(seen.slice(0, 2)).toEqual(['first 0 ', 'first 1 dog/e.png']);
  expect(seen.slice(-3)).toEqual(['first 5 cat/a.png', 'second 0 ', 'second 0 fitting']);
});

describe('as people read it', () => {
  test('a table, the test of each pair, and the images that differ', async () => {
    const wide = answering('one, of a long name', ['cat', 'cat', 'dog', 'cat', 'dog']);
    const all = answering('all', ['cat', 'cat', 'dog', 'dog', 'dog'], {
      evaluations: 0,
      seconds: 0.004,
    });
    const text = comparisonText(await reportOf(wide, all), folder);
    expect(text).toBe(`5 images
  backend              accuracy            95%  right  s mean  s median  evaluations
  one, of a long name     80.0%   37.6 to 96.4      4    2.00      2.00           40
  all                    100.0%  56.6 to 100.0      5  0.0040    0.0040

McNemar's test (images on which one alone is right)
  one                  other  only one  only other  mid-p  exact p
  one, of a long name  all           0           1  0.500    1.000

1 image on which backends differ
  image      truth  one, of a long name  all
  dog/d.png  dog    cat                  dog`);
  });

  test('what is certain, remembered, or too much for a screen', async () => {
    const many = Array.from({ length: 30 }, (_, i) => imageOf(String(i), 'dog'));
    const right = answering(
      'right',
      many.map(() => 'dog'),
      { remembered: 30, seconds: 0.5 },
    );
    const wrong = answering(
      'wrong',
      many.map(() => 'cat'),
      { seconds: 0.5 },
    );
    const compared = await compareBackends(many, [right, wrong], quiet);
    const report = comparisonReport(many, labels, compared);
    const text = comparisonText(report, folder);
    expect(text).toMatch(/ {2}right +100\.0% .* remembered +40 \(30 remembered\)\n/);
    expect(text).toMatch(/ {2}wrong +0\.0% .* 0\.500 +0\.500 +40\n/);
    expect(text).toContain('< 0.001');
    expect(text).toContain('  and 10 more: --json or --report lists all');
    const page = comparisonMarkdown(report, folder, 'chart.svg');
    expect(page.match(/^\| dog\//gm)).toHaveLength(30);
    expect(page).toContain('![Accuracy with 95% intervals](<chart.svg>)');
  });

  test('one backend alone has no pair, and names are no Markdown', async () => {
    const odd = answering('a|b<c>', ['cat', 'cat', 'dog', 'dog', 'dog']);
    const page = comparisonMarkdown(await reportOf(odd), folder);
    expect(page).toContain('| a\\|b\\<c\\> | 100.0% |');
    expect(page).not.toContain('McNemar’s test (');
    expect(page).not.toContain('backends differ');
  });
});
