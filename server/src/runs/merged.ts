/** Names that are sorted at once: in 1 ms. */
export const partSize = 4_096;

/**
 * The items of sorted parts as one sorted sequence, by code unit; merged as they are taken, since to
 * sort 100,000 names at once would halt everything else.
 */
export function* merged(parts: readonly string[][]): Generator<string> {
  if (parts.length <= 1) return yield* parts.flat();
  const middle = parts.length >> 1;
  const left = merged(parts.slice(0, middle));
  const right = merged(parts.slice(middle));
  let one = left.next();
  let other = right.next();
  while (!one.done && !other.done) {
    if (one.value <= other.value) {
      yield one.value;
      one = left.next();
    } else {
      yield other.value;
      other = right.next();
    }
  }
  for (; !one.done; one = left.next()) yield one.value;
  for (; !other.done; other = right.next()) yield other.value;
}
