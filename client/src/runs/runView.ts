import type { RunProgress, RunSummary } from '../../../server/src/protocol';
import type { ClassificationFailure } from '../failure';

/** A run, as far as this window knows it. */
export interface RunView {
  summary: RunSummary;
  /** The newest figures while it goes on; its rows come apart from them. */
  progress?: Omit<RunProgress, 'rows'>;
  /** Why it does not go on; `concernsServer` where the server has to be restarted by a person. */
  trouble?: ClassificationFailure;
  /** Whether this window asked for it and it has not ended: it goes on, is paused or in trouble. */
  isOurs: boolean;
  /** Share of the judged images that were classified right, in 0..1, once a report has said so. */
  accuracy?: number;
}
