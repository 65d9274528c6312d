/** Puts `content` between the marks of a part; what people wrote around them stays. */
export function withBlock(document: string, name: string, content: string): string {
  const [from, to] = [`<!-- bench:${name} -->`, `<!-- /bench:${name} -->`];
  const [start, end] = [document.indexOf(from), document.indexOf(to)];
  if (start < 0 || end < start) {
    throw new Error(`docs/benchmarks.md has no place for ${name}: expected ${from} and ${to}.`);
  }
  return `${document.slice(0, start + from.length)}\n${content}\n${document.slice(end)}`;
}
