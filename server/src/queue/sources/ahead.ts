/** `make` of each item in order, with up to `count` of them under way at once. */
export async function* ahead<T, R>(
  items: Iterable<T> | AsyncIterable<T>,
  count: number,
  make: (item: T) => Promise<R>,
): AsyncGenerator<R> {
  const underWay: Promise<R>[] = [];
  for await (const item of items) {
    const made = make(item);
    // Whoever comes to it hears of it; until then it is nobody's.
    made.catch(() => {});
    underWay.push(made);
    if (underWay.length >= count) yield await underWay.shift()!;
  }
  for (const made of underWay) yield await made;
}
