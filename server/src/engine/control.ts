import type { Standing } from '../protocol';
import type { Session } from './session';

/** How far a part of the work has come. */
export interface Step {
  /** `choosing` what to run on is said once, where it takes long: a driver may hang for a minute. */
  name: 'choosing' | 'encoding' | 'evaluating';
  /** Prompts, or evaluations. */
  done: number;
  total: number;
}

export interface ClassificationControl {
  signal: AbortSignal;
  onStanding(standing: Standing): void;
  onStep(step: Step): void;
  /** Lets more urgent work go first; called between batches. The host to go on with. */
  stepAside(): Promise<Session>;
}
