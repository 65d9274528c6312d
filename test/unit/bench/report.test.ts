import { describe, expect, it } from 'vitest';
import type { Figure } from '../../bench/parts/part';
import { withBlock } from '../../bench/report/block';
import { figureText, intervalNote, markdownTable } from '../../bench/report/table';

const figure = (subject: string, measure: string, value: number, more = {}): Figure => ({
  subject,
  measure,
  value,
  unit: 's',
  n: 9,
  ...more,
});
const interval = { low: 0.881, high: 1.02, kind: '95% of the median' };

describe('figureText', () => {
  it('gives a figure as many digits as it deserves, and its interval the same', () => {
    expect(figureText(figure('a', 'b', 0.958, { interval }))).toBe('0.96 s (0.88 to 1.02)');
    expect(figureText(figure('a', 'b', 74.234, { unit: '%' }))).toBe('74.2%');
    expect(figureText(figure('a', 'b', 1234.5, { unit: '' }))).toBe('1,235');
    expect(figureText(figure('a', 'b', 2.3e-7, { unit: '' }))).toBe('2.3e-7');
    expect(figureText(figure('a', 'b', 0, { unit: '' }))).toBe('0');
  });
});

describe('markdownTable', () => {
  it('has a row for each subject and a column for each measure, with gaps where there is none', () => {
    const figures = [
      figure('host', 'rate', 2),
      figure('peer', 'rate', 1),
      figure('peer', 'ratio', 2, { predicted: '1.5' }),
    ];
    expect(markdownTable(figures).split('\n')).toEqual([
      '|  | predicted | rate | ratio |',
      '| --- | --- | --- | --- |',
      '| host |  | 2 s |  |',
      '| peer | 1.5 | 1 s | 2 s |',
    ]);
  });
});

describe('intervalNote', () => {
  it('says what the brackets are and of how many values', () => {
    const figures = [
      figure('a', 'b', 1, { interval }),
      figure('b', 'b', 1, { interval, n: 55 }),
      figure('c', 'b', 1),
    ];
    expect(intervalNote(figures)).toBe('In brackets: 95% of the median of 9 to 55 values.');
    expect(intervalNote([figure('a', 'b', 1)])).toBe('');
  });
});

describe('withBlock', () => {
  const document = 'Before\n<!-- bench:rate -->\nold\n<!-- /bench:rate -->\nafter\n';

  it('replaces what is between the marks and nothing else', () => {
    const once = withBlock(document, 'rate', 'new');
    expect(once).toBe('Before\n<!-- bench:rate -->\nnew\n<!-- /bench:rate -->\nafter\n');
    expect(withBlock(once, 'rate', 'new')).toBe(once);
  });

  it('refuses a document without a place for it', () => {
    expect(() => withBlock(document, 'store', 'new')).toThrow('no place for store');
  });
});
