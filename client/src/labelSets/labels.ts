/** What is wrong with a typed list of labels. */
type LabelProblem = { kind: 'too-few' } | { kind: 'duplicate'; label: string };

/** A comma, also as Chinese keyboards type it, or the end of a line. */
const separator = /[,\uff0c\u3001\r\n]/;

/**
 * The labels in a typed list, in order, trimmed, without empty ones. A label that holds a comma
 * stands in double quotes, a quote inside them is doubled: `cat, "tench, Tinca tinca"`.
 */
export function parseLabels(text: string): string[] {
  const labels: string[] = [];
  let label = '';
  let quoted = false;
  for (let i = 0; i < text.length; i++) {
    const character = text[i]!;
    if (quoted && character === '"' && text[i + 1] === '"') {
      label += text[++i];
    } else if (character === '"' && (quoted || label.trim() === '')) {
      quoted = !quoted;
    } else if (!quoted && separator.test(character)) {
      labels.push(label);
      label = '';
    } else {
      label += character;
    }
  }
  return [...labels, label].map((each) => each.trim()).filter((each) => each !== '');
}

/** The list as a person would type it: {@link parseLabels} gives the same labels back. */
export function formatLabels(labels: readonly string[]): string {
  return labels.map(quoteIfNeeded).join(', ');
}

function quoteIfNeeded(label: string): string {
  return separator.test(label) || label.startsWith('"')
    ? `"${label.replaceAll('"', '""')}"`
    : label;
}

/** The first thing that keeps a list from being used; labels differ in more than case. */
export function findLabelProblem(labels: readonly string[]): LabelProblem | undefined {
  const seen = new Set<string>();
  for (const label of labels) {
    const key = label.toLowerCase();
    if (seen.has(key)) return { kind: 'duplicate', label };
    seen.add(key);
  }
  return labels.length < 2 ? { kind: 'too-few' } : undefined;
}
