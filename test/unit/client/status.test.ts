import { expect, test, vi } from 'vitest';
import type { RunView } from '../../../client/src/runs';
import { runsGoingOn } from '../../../client/src/status/runsGoingOn';
import { itemText, spokenText, tooltip } from '../../../client/src/status/statusText';
import type { RunState } from '../../../server/src/protocol';

vi.mock('vscode', () => import('./vscode'));

const noWork = { runs: 0, percent: undefined };
const ready = { health: 'ok', quiescent: true, model: 'everyday-32', provider: 'cpu' } as const;

function run(state: RunState, counts: { total: number; done: number }, more = {}): RunView {
  const summary = {
    ...{ run: '0', folder: '/w', labels: [], model: 'everyday-32', state, isListed: true },
    counts: { failed: 0, unchanged: 0, ...counts },
    ...{ groundTruth: 'none' as const, evaluations: 0, remembered: 0, seconds: 0, began: '' },
  };
  return { summary, isOurs: true, ...more };
}

test('the item says the model, and how far its runs are', () => {
  expect(itemText({ status: ready, work: noWork })).toBe('$(check) everyday-32');
  const work = { runs: 1, percent: 43 };
  expect(itemText({ status: ready, work })).toBe('$(loading~spin) everyday-32 43%');
  const broken = { ...ready, health: 'error' } as const;
  expect(itemText({ status: broken, work })).toContain('$(error)');
});

test('runs that this window has at work count, others do not', () => {
  const going = run('running', { total: 100, done: 20 });
  expect(runsGoingOn([going, run('running', { total: 100, done: 60 })])).toEqual({
    runs: 2,
    percent: 40,
  });
  const others = [
    run('paused', { total: 10, done: 1 }),
    run('running', { total: 10, done: 1 }, { isOurs: false }),
  ];
  expect(runsGoingOn(others).runs).toBe(0);
});

test('until every image is found nobody is told of a percentage', () => {
  const view = run('running', { total: 100, done: 20 });
  const looking = { ...view, summary: { ...view.summary, isListed: false } };
  expect(runsGoingOn([looking])).toEqual({ runs: 1, percent: undefined });
});

test('the tooltip links to what it speaks of, and to nothing else', () => {
  const { value, isTrusted } = tooltip({ status: ready, work: { runs: 2, percent: 10 } });
  const commands = [...value.matchAll(/\]\(command:([\w.]+)\)/g)].map(([, command]) => command);
  const names = ['runs.focus', 'chooseModel', 'showLog', 'restartServer', 'openSettings'];
  expect(commands).toEqual(names.map((name) => `diffusionClassifier.${name}`));
  expect(isTrusted).toEqual({ enabledCommands: commands });
  expect(value).toContain('Runs going on: 2');
});

test('names of models make no links in the tooltip', () => {
  const status = { ...ready, model: '[x](command:evil)' };
  expect(tooltip({ status, work: noWork }).value).not.toContain('](command:evil)');
});

test('a screen reader hears what the icons and colours say', () => {
  const status = { ...ready, health: 'warning', message: 'It was restarted.' } as const;
  const spoken = spokenText({ status, work: { runs: 1, percent: undefined } });
  expect(spoken).toContain('It was restarted.');
  expect(spoken).toContain('Runs going on: 1');
  expect(spoken).toContain('everyday-32');
});
