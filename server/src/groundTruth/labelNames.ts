import { Failure } from '../failure';

/** Two ways to write the same characters are one: some disks keep é as e and an accent. */
export function canonical(name: string): string {
  return name.normalize('NFC');
}

/** What is left of a name when case, `_`, `-` and spaces do not count. */
function spelledLoosely(name: string): string {
  return canonical(name)
    .toLowerCase()
    .replace(/[\s_-]+/g, ' ')
    .trim();
}

/** A name that is no label, and the label that was probably meant. */
export interface NearMiss {
  name: string;
  label: string;
}

/**
 * How names of the ground truth and labels fit together, up to nothing but canonical equivalence:
 * to take `Polar_Bear` for "polar bear" is for the person to decide.
 */
export function compareNames(
  names: readonly string[],
  labels: readonly string[],
): { known: string[]; unknown: string[]; near: NearMiss[] } {
  const asked = new Set(labels.map(canonical));
  const loosely = new Map(labels.map((label) => [spelledLoosely(label), label]));
  const unknown = names.filter((name) => !asked.has(canonical(name)));
  const near = unknown.flatMap((name) => {
    const label = loosely.get(spelledLoosely(name));
    return label === undefined ? [] : [{ name, label }];
  });
  return { known: names.filter((name) => asked.has(canonical(name))), unknown, near };
}

/** Names shown of a longer list. */
const shown = 5;

/** `"cat", "dog" and 3 more`. */
export function someOf(names: readonly string[]): string {
  const quoted = names.slice(0, shown).map((name) => `"${name}"`);
  const rest = names.length - quoted.length;
  return rest > 0 ? `${quoted.join(', ')} and ${rest} more` : quoted.join(', ');
}

/**
 * @param what what a name is of: "The folder", "The label in FILE".
 */
export function nearMissFailure(what: string, near: readonly NearMiss[], folder: string): Failure {
  const { name, label } = near[0]!;
  const more = near.length > 1 ? ` (and ${near.length - 1} more like it)` : '';
  return new Failure(
    'options-invalid',
    `${what} is called "${name}", the label "${label}"${more}: they are not taken for the same. Write both in one way, or say that there is no ground truth ("none").`,
    { folder, name, label },
  );
}
