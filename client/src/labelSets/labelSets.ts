import { type Disposable, l10n, Uri, workspace } from 'vscode';
import { exists } from '../exists';
import type { LabelSet, LabelSetSource } from './labelSet';
import { LabelSetFiles } from './labelSetFiles';
import { labelSetsSetting, settingSets } from './labelSetSetting';
import { labelSetName, parseLabelSetText } from './labelSetText';

/** A place that should hold a label set: its set, or why it cannot be used. */
export type FoundLabelSet = { name: string; source: LabelSetSource } & (
  | { set: LabelSet; problem?: never }
  | { problem: string; set?: never }
);

/** The label sets of the settings and of the workspace's files. */
export class LabelSets implements Disposable {
  private readonly files = new LabelSetFiles();

  /** Those of the settings first, each kind by name. */
  async all(): Promise<FoundLabelSet[]> {
    const files = await this.files.all();
    return Promise.all([...ofSettings(), ...files.map(ofFile)]);
  }

  /**
   * The set as it is now, since its file or setting may have been changed; undefined where that
   * cannot be used any more. A set without a source, or whose source is gone, stays as it was.
   */
  async current(set: LabelSet): Promise<LabelSet | undefined> {
    const { source } = set;
    if (!source) return set;
    if (source.kind === 'setting') {
      return source.name in (settingSets() ?? {}) ? (await ofSetting(source.name)).set : set;
    }
    const uri = Uri.parse(source.uri);
    return (await exists(uri)) ? (await ofFile(uri)).set : set;
  }

  /** Files are looked for again: that a new one is there is heard of after a moment. */
  refresh(): void {
    this.files.forget();
  }

  dispose(): void {
    this.files.dispose();
  }
}

function ofSettings(): (FoundLabelSet | Promise<FoundLabelSet>)[] {
  const sets = settingSets();
  if (sets) return Object.keys(sets).sort(byName).map(ofSetting);
  const problem = l10n.t('Expected an object with a list of labels for each name.');
  return [{ name: labelSetsSetting, source: { kind: 'setting', name: '' }, problem }];
}

function ofSetting(name: string): Promise<FoundLabelSet> {
  return found(name, { kind: 'setting', name }, () => settingSets()?.[name]);
}

/** Bytes: some 100 for each label of the longest list. */
const mostBytes = 10_000_000;

function ofFile(file: Uri): Promise<FoundLabelSet> {
  const fileName = file.path.split('/').at(-1)!;
  const source = { kind: 'file', uri: file.toString() } as const;
  return found(labelSetName(fileName), source, async () => {
    const { size } = await workspace.fs.stat(file);
    if (size > mostBytes) throw new Error(l10n.t('It is too large for a list of labels.'));
    const bytes = await workspace.fs.readFile(file);
    return parseLabelSetText(fileName, new TextDecoder().decode(bytes));
  });
}

async function found(
  place: string,
  source: LabelSetSource,
  read: () => unknown,
): Promise<FoundLabelSet> {
  try {
    const { checkLabelSet } = await import('./labelSetSchema');
    const { set, problem } = checkLabelSet(await read());
    if (problem !== undefined) return { name: place, source, problem };
    const name = set.name ?? place;
    return { name, source, set: { ...set, name, source } };
  } catch (error) {
    return { name: place, source, problem: (error as Error).message };
  }
}

function byName(a: string, b: string): number {
  return a.localeCompare(b, undefined, { numeric: true });
}
