import { l10n, MarkdownString } from 'vscode';
import type { ServerStatus } from '../../../server/src/protocol';
import { listText } from '../listText';
import { startOf } from '../shortened';
import { warningLines } from '../warningText';
import type { RunsGoingOn } from './runsGoingOn';

export const name = 'Diffusion Classifier';
/** Characters of a model's name, of which a folder may have many, beside all else in the status bar. */
const maxName = 40;

/** What the item has to tell of. */
export interface StatusFacts {
  status: ServerStatus;
  work: RunsGoingOn;
}

const icons = {
  ok: '$(check)',
  warning: '$(warning)',
  error: '$(error)',
  busy: '$(loading~spin)',
};

function iconOf({ status, work }: StatusFacts): string {
  if (status.health === 'error') return icons.error;
  return icons[status.quiescent && work.runs === 0 ? status.health : 'busy'];
}

/** `everyday-32`, or how far its runs are: `everyday-32 43%`. */
export function itemText(facts: StatusFacts): string {
  const { status, work } = facts;
  const model = startOf(status.model ?? name, maxName);
  const percent = work.percent === undefined ? '' : ` ${work.percent}%`;
  return `${iconOf(facts)} ${model}${percent}`;
}

/** For a screen reader, to which the item's icon says nothing. */
export function spokenText(facts: StatusFacts): string {
  const { model, provider, warnings } = lines(facts);
  return listText([name, ...lines(facts).state, ...model, ...provider, ...warnings]);
}

export function tooltip(facts: StatusFacts): MarkdownString {
  const { state, model, provider, warnings } = lines(facts);
  const markdown = new MarkdownString('', true);
  const commands = new Set<string>();
  const link = (command: string, text: string): string => {
    commands.add(command);
    return `[${text}](command:${command})`;
  };
  const line = (text: string, ...links: string[]): void => {
    markdown.appendText(text);
    if (links.length > 0) markdown.appendMarkdown(`&nbsp;&nbsp; ${links.join(' | ')}`);
    markdown.appendMarkdown('\n\n');
  };
  markdown.appendMarkdown(`${iconOf(facts)} `);
  const [health = '', ...runs] = state;
  line(health);
  for (const text of runs) {
    line(text, link('diffusionClassifier.runs.focus', l10n.t('Show Runs')));
  }
  const chooseModel = link('diffusionClassifier.chooseModel', l10n.t('Choose Model...'));
  if (model.length === 0) markdown.appendMarkdown(`${chooseModel}\n\n`);
  for (const text of model) line(text, chooseModel);
  for (const text of [...provider, ...warnings]) line(text);
  const links = [
    link('diffusionClassifier.showLog', l10n.t('Show Log')),
    link('diffusionClassifier.restartServer', l10n.t('Restart Server')),
    link('diffusionClassifier.openSettings', l10n.t('Open Settings')),
  ];
  markdown.appendMarkdown(`---\n\n${links.join(' | ')}`);
  markdown.isTrusted = { enabledCommands: [...commands] };
  return markdown;
}

function lines({ status, work }: StatusFacts) {
  const { health, quiescent, message, model, provider, warnings = [] } = status;
  const state = quiescent && work.runs === 0 ? l10n.t('Ready') : l10n.t('Working');
  return {
    state: [
      message ?? (health === 'ok' ? state : l10n.t('Something is wrong; see the log')),
      ...(work.runs > 0 ? [runsText(work)] : []),
    ],
    model: model ? [l10n.t('Model: {0}', model)] : [],
    provider: provider ? [l10n.t('Provider: {0}', provider)] : [],
    warnings: warningLines(warnings),
  };
}

function runsText({ runs, percent }: RunsGoingOn): string {
  return percent === undefined
    ? l10n.t('Runs going on: {0}', runs)
    : l10n.t('Runs going on: {0} ({1})', runs, `${percent}%`);
}
