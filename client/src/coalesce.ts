/**
 * A function that runs `act` at once, then at most every `intervalMs` however often it is called;
 * the last run comes after the last call.
 */
export function coalesce(act: () => void, intervalMs: number): () => void {
  let timer: NodeJS.Timeout | undefined;
  let isDue = false;
  return function request(): void {
    if (timer) {
      isDue = true;
      return;
    }
    act();
    timer = setTimeout(() => {
      timer = undefined;
      if (!isDue) return;
      isDue = false;
      request();
    }, intervalMs);
  };
}
