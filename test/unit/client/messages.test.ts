import { expect, test, vi } from 'vitest';
import { type LogOutputChannel, Uri, window } from 'vscode';
import type { Classifier } from '../../../client/src/classifier';
import { classifyBatch } from '../../../client/src/classify/batch';
import { showOutcome } from '../../../client/src/classify/outcomeMessage';
import { ClassificationFailure } from '../../../client/src/failure';
import { showError, withoutLinks } from '../../../client/src/messages';
import { progress } from './vscode';

vi.mock('vscode', () => import('./vscode'));

/** What VS Code makes links of in notifications and below input boxes. */
const link = /\[[^\]]+\]\((?:https?:\/\/|command:|file:)[^)\s]+/i;
const command =
  '[open](command:workbench.action.terminal.sendSequence?%7B%22text%22%3A%22ls%22%7D)';

test('a link in a text is none in a message', async () => {
  expect(command).toMatch(link);
  expect(withoutLinks(command)).not.toMatch(link);
  expect(withoutLinks('cat (1).jpg: [bird], 97%')).toBe('cat (1).jpg: [bird], 97%');
  const show = vi.spyOn(window, 'showErrorMessage');
  await showError(command, 'Show Log');
  expect(show.mock.lastCall).toEqual([expect.not.stringMatching(link), 'Show Log']);
});

test.each([1, 2])(
  'the names of %i images cannot bring a link into what is said of them',
  async (count) => {
    const images = Array.from({ length: count }, (_, i) => Uri.parse(`file:///${command}${i}.jpg`));
    const shown = [
      vi.spyOn(window, 'showErrorMessage'),
      vi.spyOn(window, 'withProgress'),
      vi.spyOn(progress, 'report'),
    ];
    const classify = () => Promise.reject(new ClassificationFailure('image-not-found', ''));
    const log = { error: () => {} } as unknown as LogOutputChannel;
    const classifier = { classify } as unknown as Classifier;
    await showOutcome(await classifyBatch(classifier, images, { labels: [] }, log));
    const texts = shown.flatMap(({ mock }) => mock.calls.map(([said]) => JSON.stringify(said)));
    expect(texts.join()).toContain('terminal.sendSequence');
    for (const text of texts) expect(text).not.toMatch(link);
  },
);
