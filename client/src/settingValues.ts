/**
 * What settings have to be. The editor warns of a wrong value while somebody types it, and hands
 * it to the extension all the same.
 */
import path from 'node:path';

/** The most samples that the server takes. */
const maxSamples = 1_000_000;
/** The largest limits that the server takes. */
export const maxLimits = { megabytes: 4_000, megapixels: 4_000, seconds: 3_600 };
/** The name of a folder that comes with the extension; `..` is none. */
const modelId = /^[a-z0-9][\w.-]*$/i;

export function isLabelList(value: unknown): value is string[] {
  return (
    Array.isArray(value) && value.every((each) => typeof each === 'string' && each.trim() !== '')
  );
}

export function isSampleBudget(value: unknown): value is number {
  return Number.isInteger(value) && Number(value) >= 1 && Number(value) <= maxSamples;
}

export function isLimit(value: unknown, maximum: number): value is number {
  return typeof value === 'number' && value > 0 && value <= maximum;
}

/**
 * Whether `name` says by itself which model is meant. A relative path does not: what it finds
 * depends on the folder that it is looked up in, which may be somebody else's.
 */
export function isModelName(name: string): boolean {
  return modelId.test(name) || path.isAbsolute(name) || name.startsWith('file:');
}
