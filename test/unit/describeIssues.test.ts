import { expect, test } from 'vitest';
import { describeIssues } from '../../server/src/describeIssues';
import { classifyParamsSchema } from '../../server/src/protocol';

function issues(change: Record<string, unknown>): string {
  const params = { image: 'file:///cat.jpg', labels: ['cat', 'dog'], ...change };
  return describeIssues(classifyParamsSchema.safeParse(params).error!);
}

test.each<[Record<string, unknown>, string]>([
  [{ image: undefined }, 'image: expected string, received undefined'],
  [{ image: '' }, 'image: expected at least one character'],
  [
    { image: `/${'x'.repeat(40_000)}` },
    'image: expected at most 32,767 characters, or a data: URI',
  ],
  [{ model: 'x'.repeat(40_000) }, 'model: expected at most 32,767 characters'],
  [{ labels: ['x'.repeat(3_000)] }, 'labels[0]: expected at most 2,000 characters'],
  [{ labels: [] }, 'labels: expected array to have >=1 items'],
  [{ labels: ['cat', 7] }, 'labels[1]: expected string or object'],
  [{ labels: [''] }, 'labels[0]: expected at least one character'],
  [{ labels: [{ prior: 1 }] }, 'labels[0].label: expected string, received undefined'],
  [{ labels: [{ label: 'cat', prior: -1 }] }, 'labels[0].prior: expected number to be >0'],
  [{ labels: [{ label: 'cat', weight: 1 }] }, 'labels[0].weight: unknown field'],
  [{ colour: 'red' }, 'colour: unknown field'],
  [{ options: { loss: 'l3' } }, 'options.loss: expected one of "l2"|"l1"|"huber"'],
  [{ options: { keep: [5, 0.5] } }, 'options.keep[1]: expected int, received number'],
  [{ options: 3 }, 'options: expected object, received number'],
  [{ workDoneToken: {} }, 'workDoneToken: expected string or number'],
])('%j: %s', (change, message) => {
  expect(issues(change)).toBe(message);
});

test('names what the parameters are not', () => {
  expect(describeIssues(classifyParamsSchema.safeParse('cat').error!)).toBe(
    'params: expected object, received string',
  );
});

test('lists a few of many', () => {
  expect(issues({ labels: Array(1_000).fill(0) })).toMatch(
    /^labels\[0\]: .*; labels\[1\]: .*; labels\[2\]: .*; and 997 more$/,
  );
});

test('repeats no more of a long name than its beginning', () => {
  expect(issues({ ['k'.repeat(1_000_000)]: 1 })).toMatch(/^k{100}\.\.\.: unknown field$/);
});
