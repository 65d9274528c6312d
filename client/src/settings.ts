import { workspace } from 'vscode';

const section = 'diffusionClassifier';

/** The labels that are proposed where none have been used yet. */
export function defaultLabels(): string[] {
  return workspace.getConfiguration(section).get<string[]>('labels', []);
}

/** Samples a label gets at most; undefined leaves it to the model. */
export function sampleBudget(): number | undefined {
  return workspace.getConfiguration(section).get<number | null>('samples') ?? undefined;
}

/** Id or folder of the model; undefined is the bundled one. */
export function modelSetting(): string | undefined {
  return workspace.getConfiguration(section).get<string>('model')?.trim() || undefined;
}
