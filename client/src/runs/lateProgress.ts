import { type CancellationToken, CancellationTokenSource, ProgressLocation, window } from 'vscode';
import { withoutLinks } from '../messages';

/**
 * Nobody reads what is over sooner; and VS Code shows three notifications in 0.8 s at most, of which
 * the last is to say what came of it.
 */
const delayMs = 500;

/** Does work under a progress notification that can cancel it, once it takes longer than a moment. */
export async function withLateProgress<T>(
  title: string,
  work: (token: CancellationToken, onPercent: (percent: number) => void) => Promise<T>,
): Promise<T> {
  const cancellation = new CancellationTokenSource();
  let percent = 0;
  let show = (): void => {};
  const working = work(cancellation.token, (reached) => {
    percent = reached;
    show();
  });
  const options = {
    location: ProgressLocation.Notification,
    title: withoutLinks(title),
    cancellable: true,
  };
  const timer = setTimeout(() => {
    void window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => cancellation.cancel());
      let shown = 0;
      show = () => {
        progress.report({ message: `${percent}%`, increment: Math.max(0, percent - shown) });
        shown = Math.max(shown, percent);
      };
      show();
      await working.catch(() => {});
    });
  }, delayMs);
  try {
    return await working;
  } finally {
    clearTimeout(timer);
    cancellation.dispose();
  }
}
