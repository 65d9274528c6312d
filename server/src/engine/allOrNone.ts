/**
 * Waits for all of the work. Where some of it fails, `stop` is aborted, so that the rest ends, too.
 *
 * @throws what failed first.
 */
export async function allOrNone(
  works: readonly (() => Promise<void>)[],
  stop: AbortController,
): Promise<void> {
  let first: { reason: unknown } | undefined;
  await Promise.all(
    works.map(async (work) => {
      try {
        await work();
      } catch (reason) {
        first ??= { reason };
        stop.abort();
      }
    }),
  );
  if (first) throw first.reason;
}
