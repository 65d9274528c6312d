import { Failure } from '../failure';

/** @throws Failure `options-invalid` where `value` is no whole number from 0 to below `end`. */
export function expectWithin(name: string, value: number, end: number): void {
  if (Number.isInteger(value) && value >= 0 && value < end) return;
  throw new Failure(
    'options-invalid',
    `Expected a whole number from 0 to ${end - 1} for ${name}, but received ${value}.`,
    { name, received: String(value) },
  );
}
