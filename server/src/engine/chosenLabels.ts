import type { LabelRequest, Shortlist, Warning } from '../protocol';

/** What one way of shortlisting has chosen, and how. */
export interface ChosenLabels {
  labels: LabelRequest[];
  /** Without what is the same for every way. */
  shortlist: Omit<Shortlist, 'kept' | 'dropped' | 'seconds'>;
  /** Of its evaluations those that no host has made. */
  remembered: number;
  warnings: Warning[];
}
