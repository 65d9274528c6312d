import { ThemeColor, ThemeIcon, TreeItem, TreeItemCollapsibleState } from 'vscode';
import { listText } from '../listText';
import { runDescription, stateText } from './runText';
import { runTooltip } from './runTooltip';
import type { RunView } from './runView';

/** The row of a run. @param name what its folder is called in this window */
export function runItem(view: RunView, name: string): TreeItem {
  const { summary } = view;
  const { run } = summary;
  const item = new TreeItem(name, TreeItemCollapsibleState.None);
  item.id = run;
  item.description = runDescription(view);
  item.tooltip = runTooltip(view);
  item.iconPath = runIcon(view);
  item.contextValue = runWords(view).join(' ');
  const state = summary.state === 'running' ? [stateText('running')] : [];
  const label = listText([name, ...state, ...item.description.split(' · ')]);
  item.accessibilityInformation = { label };
  item.command = { command: 'diffusionClassifier.runs.show', title: '', arguments: [run] };
  return item;
}

/** Whether work on it goes on in this window, or would if there was a server. */
export function isGoing({ isOurs, summary }: RunView): boolean {
  return isOurs && summary.state !== 'paused';
}

/** What can be done with it, in the words of the menus in package.json. */
export function runWords(view: RunView): string[] {
  const { summary, isOurs, trouble } = view;
  const { state, counts } = summary;
  const isElsewhere = state === 'running' && !isOurs;
  const isAtRest = !isGoing(view) && !isElsewhere;
  return [
    'run',
    ...(isOurs && trouble?.concernsServer ? ['restartable'] : []),
    ...(isGoing(view) ? ['pausable'] : []),
    ...(isAtRest && state !== 'done' ? ['resumable'] : []),
    ...(isOurs ? ['cancellable'] : []),
    ...(isAtRest && counts.failed > 0 ? ['retryable'] : []),
    ...(isAtRest ? ['removable'] : []),
  ];
}

function runIcon({ summary, trouble, isOurs }: RunView): ThemeIcon {
  if (trouble && isOurs) return new ThemeIcon('warning', new ThemeColor('list.warningForeground'));
  switch (summary.state) {
    case 'running':
      return new ThemeIcon('loading~spin');
    case 'paused':
      return new ThemeIcon('debug-pause');
    case 'cancelled':
      return new ThemeIcon('circle-slash');
    case 'interrupted':
      return new ThemeIcon('debug-disconnect');
    case 'failed':
      return new ThemeIcon('error', new ThemeColor('list.errorForeground'));
    case 'done':
      return new ThemeIcon('pass', new ThemeColor('testing.iconPassed'));
  }
}
