import type { z } from 'zod';

type Issue = z.core.$ZodIssue;
type Path = readonly PropertyKey[];

/** More would not help anybody, and a list may hold 100,000 wrong labels. */
const shown = 3;
/** Characters of a field's name: a name may be as long as a message. */
const longestName = 100;

function shortened(name: string): string {
  return name.length > longestName ? `${name.slice(0, longestName)}...` : name;
}

function fieldName(path: Path): string {
  const name = path
    .map((key) => (typeof key === 'number' ? `[${key}]` : `.${shortened(String(key))}`))
    .join('')
    .replace(/^\./, '');
  return name || 'params';
}

/** Whether the value is not even of the kind that a variant of a union expects. */
function isOfOtherKind(variant: readonly Issue[]): boolean {
  return variant.some(({ code, path }) => code === 'invalid_type' && path.length === 0);
}

function describe(issue: Issue, parent: Path): string[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => `${fieldName([...path, key])}: unknown field`);
  }
  if (issue.code === 'invalid_union') {
    const meant = issue.errors.find((variant) => !isOfOtherKind(variant));
    if (meant) return meant.flatMap((inner) => describe(inner, path));
    const kinds = issue.errors
      .flat()
      .flatMap((inner) => ('expected' in inner ? inner.expected : []));
    return [`${fieldName(path)}: expected ${kinds.join(' or ')}`];
  }
  // Zod's own sentences are "Invalid input: expected string, received number" and the like.
  return [`${fieldName(path)}: ${issue.message.replace(/^(Invalid|Too)[^:]*: /, '')}`];
}

/** What is wrong, field by field: `labels[0].prior: expected number to be >0; ...`. */
export function describeIssues(error: z.ZodError): string {
  const all = error.issues.flatMap((issue) => describe(issue, []));
  const more = all.length > shown ? [`and ${all.length - shown} more`] : [];
  return [...all.slice(0, shown), ...more].join('; ');
}
