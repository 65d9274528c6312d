import { afterEach, expect, test, vi } from 'vitest';
import { l10n } from 'vscode';
import { withNoneNamed } from '../../../client/src/noneOfThese';
import type { ClassifyResult, LabelResult } from '../../../server/src/protocol';

vi.mock('vscode', () => import('./vscode'));

afterEach(() => vi.restoreAllMocks());

const label = (name: string): LabelResult => ({
  ...{ label: name, probability: 0.5, error: 1, samples: 2, margin: 0 },
});

test('"none of these" has one name in all of a result, the errors of its race among it', () => {
  vi.spyOn(l10n, 't').mockReturnValue('以上都不是');
  const result: ClassifyResult = {
    ...{ image: 'a.jpg', model: 'everyday-32', predicted: 'none of these', calibrated: true },
    ...{ evaluations: 4, seconds: 1 },
    labels: [{ ...label('none of these'), none: true }, label('cat')],
    errors: { cat: [1, 2], 'none of these': [0.5, null] },
  };
  const named = withNoneNamed(result);
  expect(named.predicted).toBe('以上都不是');
  expect(named.labels.map((each) => each.label)).toEqual(['以上都不是', 'cat']);
  expect(named.errors).toEqual({ cat: [1, 2], 以上都不是: [0.5, null] });
});
