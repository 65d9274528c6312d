import {
  CancellationError,
  type CancellationToken,
  LanguageModelTextPart,
  type LanguageModelTool,
  type LanguageModelToolInvocationOptions,
  type LanguageModelToolInvocationPrepareOptions,
  LanguageModelToolResult,
  l10n,
  MarkdownString,
  type PreparedToolInvocation,
  type Uri,
  workspace,
} from 'vscode';
import type { Classifier } from '../classifier';
import { toFailure } from '../failure';
import { imageName } from '../images';
import { type LabelChooser, type LabelSet, labelNames } from '../labelSets';
import { listText } from '../listText';
import { defaultLabels } from '../settings';
import { toolData, toolText } from './toolAnswer';
import { agentError } from './toolFailure';
import { checkedInput, findImage, type ToolInput, ToolInputError } from './toolInput';

/** Classifies one image for an agent, by the settings of the person. */
export class ClassifyImageTool implements LanguageModelTool<ToolInput> {
  constructor(
    private readonly classifier: Pick<Classifier, 'classify'>,
    private readonly labels: Pick<LabelChooser, 'last'>,
  ) {}

  /** What the person is asked before anything is opened. */
  async prepareInvocation({
    input,
  }: LanguageModelToolInvocationPrepareOptions<ToolInput>): Promise<PreparedToolInvocation> {
    try {
      const checked = checkedInput(input);
      const image = await findImage(checked.image);
      const { labels } = await this.labelSet(checked);
      return {
        invocationMessage: text(l10n.t('Classifying {0}', imageName(image))),
        confirmationMessages: {
          title: l10n.t('Classify {0}?', imageName(image)),
          message: confirmation(image, labelNames(labels)),
        },
      };
    } catch {
      // The invocation says to the agent what is wrong, and opens nothing.
      return {};
    }
  }

  async invoke(
    { input }: LanguageModelToolInvocationOptions<ToolInput>,
    token: CancellationToken,
  ): Promise<LanguageModelToolResult> {
    if (!workspace.isTrusted) throw new ToolInputError(untrusted);
    try {
      const checked = checkedInput(input);
      const image = await findImage(checked.image);
      const { labels, templates } = await this.labelSet(checked);
      const options = templates && { templates: [...templates] };
      const result = await this.classifier.classify(image, labels, { options, token });
      const parts = [toolText(image, result), toolData(image, result)];
      return new LanguageModelToolResult(parts.map((part) => new LanguageModelTextPart(part)));
    } catch (error) {
      if (error instanceof CancellationError || error instanceof ToolInputError) throw error;
      throw agentError(toFailure(error));
    }
  }

  /** The labels that were given, those used last in this workspace, or those of the settings. */
  private async labelSet({ labels }: ToolInput): Promise<LabelSet> {
    if (labels) return { labels };
    return (await this.labels.last()) ?? { labels: defaultLabels() };
  }
}

const untrusted =
  'This workspace is not trusted, so that no agent may open its files. Ask the user to trust it, or to classify the image by hand.';

function text(plain: string): MarkdownString {
  return new MarkdownString().appendText(plain);
}

function confirmation(image: Uri, labels: readonly string[]): MarkdownString {
  const message = text(workspace.asRelativePath(image))
    .appendMarkdown('\n\n')
    .appendText(l10n.t('Labels: {0}', listText(labels)));
  if (workspace.getWorkspaceFolder(image)) return message;
  message.supportThemeIcons = true;
  const outside = l10n.t('This file lies outside of the workspace.');
  return message.appendMarkdown('\n\n$(warning) ').appendText(outside);
}
