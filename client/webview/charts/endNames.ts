/** A name that stands to the right of where a line ends, in pixels from the upper left. */
export interface EndName {
  text: string;
  x: number;
  y: number;
}

/** About; letters are measured by the browser only once they are drawn. */
const letterWidth = 6.4;
const lineHeight = 13;

/** Pixels that a name takes. */
export function nameWidth(text: string): number {
  return text.length * letterWidth + 8;
}

/**
 * The heights of names such that none covers another: from the lowest on, each is where its line ends
 * or, if that is taken, as far above as it must be.
 */
export function apart(names: readonly EndName[]): number[] {
  const placed: { index: number; y: number }[] = [];
  const order = names.map((_, index) => index).sort((a, b) => names[b]!.y - names[a]!.y);
  for (const index of order) {
    const name = names[index]!;
    const beside = placed
      .filter((other) => overlap(name, names[other.index]!))
      .map(({ y }) => y)
      .sort((a, b) => b - a);
    let { y } = name;
    for (const taken of beside) if (Math.abs(taken - y) < lineHeight) y = taken - lineHeight;
    placed.push({ index, y });
  }
  return placed.sort((a, b) => a.index - b.index).map(({ y }) => y);
}

function overlap(first: EndName, second: EndName): boolean {
  return first.x < second.x + nameWidth(second.text) && second.x < first.x + nameWidth(first.text);
}

/** The beginning of a name that is too long to stand beside a line. */
export function shortName(name: string, most = 24): string {
  const letters = [...name];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : name;
}
