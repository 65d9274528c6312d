import { fillTemplate, promptOfSet } from './promptSets';

/** How labels become prompts: by templates with {} where the label goes, or by a prompt set's name. */
export type PromptChoice = { templates: readonly string[] } | { promptSet: string };

/**
 * The prompts of a label, one for each template. Nothing but the label is put in: "a" stays "a"
 * before a vowel, as in the paper.
 *
 * @throws Failure `options-invalid` for a prompt set that there is none of.
 */
export function promptsOf(label: string, choice: PromptChoice): string[] {
  if ('promptSet' in choice) return [promptOfSet(choice.promptSet, label)];
  return choice.templates.map((template) => fillTemplate(template, label));
}
