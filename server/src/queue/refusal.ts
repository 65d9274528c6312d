import { Failure } from '../failure';
import { type FailureFields, refusalSchema } from './job';

/** Why a worker has thrown a job back. */
export interface Refusal {
  /** Whether every worker would, with every image of the run. */
  isFinal: boolean;
  failure: Failure;
}

export function toFailure({ code, message, details }: FailureFields): Failure {
  return new Failure(code, message, details);
}

/** As the text that BullMQ keeps. */
export function refusalText({ isFinal, failure }: Refusal): string {
  const { code, message, details } = failure;
  return JSON.stringify({ isFinal, failure: { code, message, details } });
}

export function readRefusal(text: string): Refusal {
  try {
    const { isFinal, failure } = refusalSchema.parse(JSON.parse(text));
    return { isFinal, failure: toFailure(failure) };
  } catch {
    // BullMQ's own words about workers that were not heard of again.
    return { isFinal: false, failure: new Failure('host-failed', text) };
  }
}

/** What is said of an image that no worker could be brought to answer. */
export function givenUp(image: string, { code, message, details }: Failure): Failure {
  return new Failure(code, `${image} was given up after several workers: ${message}`, {
    ...details,
    image,
  });
}
