import { Failure } from '../failure';
import type { LabelTree } from '../protocol';

/** A parent in a hierarchy of labels. */
export interface Branch {
  name: string;
  /** Every label below it. */
  leaves: string[];
  /** The parents that it is divided into; none where its children are labels. */
  branches: Branch[];
}

/** The parents at the top of a hierarchy. */
export function branchesOf(tree: LabelTree): Branch[] {
  return Object.entries(tree).map(([name, below]) => {
    const branches = Array.isArray(below) ? [] : branchesOf(below);
    const leaves = Array.isArray(below) ? below : branches.flatMap((branch) => branch.leaves);
    return { name, leaves, branches };
  });
}

/** Every label of a hierarchy, in order. */
export function labelsBelow(tree: LabelTree): string[] {
  return branchesOf(tree).flatMap(({ leaves }) => leaves);
}

/**
 * Sees that every label has one place in a hierarchy, and nothing else has.
 *
 * @throws Failure `labels-invalid`.
 */
export function checkLeaves(branches: readonly Branch[], labels: readonly string[]): void {
  const asked = new Set(labels);
  const placed = new Set<string>();
  for (const label of branches.flatMap(({ leaves }) => leaves)) {
    if (!asked.has(label)) {
      throw new Failure(
        'labels-invalid',
        `The hierarchy has "${label}", which is not among the labels: add it to them, or leave it out of the hierarchy.`,
        { label },
      );
    }
    if (placed.has(label)) {
      throw new Failure(
        'labels-invalid',
        `The hierarchy has label "${label}" twice: give it one parent.`,
        { label },
      );
    }
    placed.add(label);
  }
  const missing = labels.find((label) => !placed.has(label));
  if (missing === undefined) return;
  throw new Failure(
    'labels-invalid',
    `Label "${missing}" has no place in the hierarchy: put it below a parent.`,
    { label: missing },
  );
}
