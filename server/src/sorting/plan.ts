import { readdir } from 'node:fs/promises';
import path from 'node:path';
import { Failure } from '../failure';
import type { SortOptions, StayReason } from '../protocol';
import { fileStamp, isSame, look, modifiedText } from './fileStamp';
import { isInside } from './isInside';
import { labelFolders, uncertainFolder } from './labelFolders';
import type { Sortable } from './sortable';
import type { LogContent, SortAction } from './sortLog';
import { TakenNames } from './takenNames';

/** What is to be sorted, and how. */
export interface SortRequest extends Pick<SortOptions, 'way'> {
  threshold?: number | undefined;
  margin?: number | undefined;
  /** Default `folder`. */
  uncertain?: SortOptions['uncertain'] | undefined;
  /** Absolute paths: of the images, and of what gets the label folders. */
  folder: string;
  to: string;
  /** All that the images may have, in an order of their own. */
  labels: readonly string[];
  /** In the order of their paths. */
  images: AsyncIterable<Sortable>;
}

export interface SortPlan {
  /** Without their numbers. */
  actions: Omit<SortAction, 'action'>[];
  /** The folder of each label. */
  folders: Map<string, string>;
  /** Names in the folders. */
  names: Map<string, TakenNames>;
  renamed: number;
  stay: { image: string; reason: StayReason; message: string }[];
}

const messages: Record<Exclude<StayReason, 'error'>, string> = {
  failed: 'was not classified',
  uncertain: 'is uncertain',
  notReviewed: 'has no label by review',
  inPlace: "lies in its label's folder",
  sorted: 'was sorted before',
  changed: 'has changed since it was classified: classify it again',
  missing: 'is not there any more',
  outside: 'lies outside of the folder',
  isLink: 'is a link: sort it with copies or symbolic links',
};

/** @throws Failure `options-invalid` where probabilities are asked for and there are none. */
function isUncertain(
  { probability, margin }: NonNullable<Sortable['answer']>,
  { threshold, margin: leastMargin }: Pick<SortRequest, 'threshold' | 'margin'>,
): boolean {
  if (threshold !== undefined && probability === null) {
    throw new Failure(
      'options-invalid',
      'The results have no probabilities, since their model has no fitted temperature: give a margin in place of a threshold.',
    );
  }
  return (
    (threshold !== undefined && probability !== null && probability < threshold) ||
    (leastMargin !== undefined && margin !== null && margin < leastMargin)
  );
}

/** Names in a folder, and those of them that are no folders. */
async function namesIn(folder: string): Promise<{ all: string[]; others: string[] }> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  const others = entries.filter((entry) => !entry.isDirectory());
  return { all: entries.map(({ name }) => name), others: others.map(({ name }) => name) };
}

/**
 * Decides what becomes of each image. Touches nothing.
 *
 * @param before what the log says that is gone on with.
 * @throws Failure `options-invalid`; `cancelled`.
 */
export async function planSort(
  request: SortRequest,
  before: LogContent | undefined,
  signal: AbortSignal | undefined,
): Promise<SortPlan> {
  const { folder, to, way, labels, images, uncertain = 'folder' } = request;
  const { others } = await namesIn(to);
  const plan: SortPlan = {
    actions: [],
    folders: labelFolders(labels, before?.folders, others),
    names: new Map(),
    renamed: 0,
    stay: [],
  };
  const sorted = new Map<string, { action: SortAction }>();
  for (const begun of before?.actions.values() ?? []) {
    if (begun.made) sorted.set(begun.action.image, begun);
  }

  const namesOf = async (into: string): Promise<TakenNames> => {
    const known = plan.names.get(into) ?? new TakenNames((await namesIn(path.join(to, into))).all);
    plan.names.set(into, known);
    return known;
  };

  const decide = async ({
    image,
    bytes,
    modified,
    answer,
    without,
  }: Sortable): Promise<StayReason | null> => {
    if (!answer) return without ?? 'failed';
    if (!isInside(image)) return 'outside';
    const isUnsure = isUncertain(answer, request);
    if (isUnsure && uncertain === 'stay') return 'uncertain';
    const into = isUnsure ? uncertainFolder : plan.folders.get(answer.label)!;
    const file = path.join(folder, image);
    if (path.dirname(file) === path.join(to, into)) return 'inPlace';
    const known = sorted.get(image)?.action;
    const stamp = await fileStamp(file);
    if (!stamp) return known && way === 'move' ? 'sorted' : 'missing';
    if (known?.into === into && isSame(known.stamp, stamp)) return 'sorted';
    if (stamp.bytes !== bytes || modifiedText(stamp) !== modified) return 'changed';
    const isMoved = way === 'move' || way === 'hardLink';
    if (isMoved && (await look(file))?.kind === 'link') return 'isLink';
    const name = path.basename(file);
    const as = (await namesOf(into)).take(name);
    if (as !== name) plan.renamed += 1;
    plan.actions.push({ image, into, as, stamp });
    return null;
  };

  for await (const one of images) {
    if (signal?.aborted) throw new Failure('cancelled', 'Cancelled.');
    const { answer } = one;
    if (answer && !plan.folders.has(answer.label)) {
      plan.folders = labelFolders([answer.label], plan.folders, others);
    }
    const reason = await decide(one);
    if (reason !== null && reason !== 'error') {
      const message = `${path.join(folder, one.image)} ${messages[reason]}.`;
      plan.stay.push({ image: one.image, reason, message });
    }
  }
  return plan;
}
