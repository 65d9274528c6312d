import { Failure } from '../failure';

/** The failure of an option that is not what was expected. */
export function invalidOption(
  option: string,
  expected: string,
  received: readonly number[] | readonly string[],
): Failure {
  const shown = received.join(', ') || 'none';
  const message = `Expected ${expected} for ${option} but received ${shown}.`;
  return new Failure('options-invalid', message, { option, expected, received: shown });
}
