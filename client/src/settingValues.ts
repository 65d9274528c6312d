/**
 * What settings have to be. The editor warns of a wrong value while somebody types it, and hands
 * it to the extension all the same.
 */
import path from 'node:path';
import type { Provider } from '../../server/src/protocol';

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

/** As in the protocol, which takes long to load; so are the others. */
export const eliminations = ['racing', 'staged', 'none'] as const;
export const racingRules = ['approximate', 'exact'] as const;

export function isOneOf<T>(values: readonly T[], value: unknown): value is T {
  return (values as readonly unknown[]).includes(value);
}

/** Of a race: an error probability. */
export function isDelta(value: unknown): value is number {
  return typeof value === 'number' && value > 0 && value < 1;
}

const providerNames: readonly unknown[] = ['cpu', 'cuda', 'tensorrt', 'webgpu', 'dml', 'coreml'];
const maxDevices = 64;
const maxDevice = 1_023;
const maxTemplates = 1_000;

export function isProviderList(value: unknown): value is Provider[] {
  return isListOf(value, (each) => providerNames.includes(each), providerNames.length);
}

export function isDeviceList(value: unknown): value is number[] {
  const isDevice = (each: unknown) =>
    Number.isInteger(each) && Number(each) >= 0 && Number(each) <= maxDevice;
  return isListOf(value, isDevice, maxDevices);
}

export function isTemplateList(value: unknown): value is string[] {
  const isTemplate = (each: unknown) => typeof each === 'string' && each.includes('{}');
  return isListOf(value, isTemplate, maxTemplates);
}

function isListOf(value: unknown, isItem: (each: unknown) => boolean, most: number): boolean {
  return Array.isArray(value) && value.length <= most && value.every(isItem);
}

export function isLimit(value: unknown, maximum: number): value is number {
  return typeof value === 'number' && value > 0 && value <= maximum;
}

export function isAbsolutePath(value: unknown): value is string {
  return typeof value === 'string' && path.isAbsolute(value);
}

/**
 * Whether `name` says by itself which model is meant. A relative path does not: what it finds
 * depends on the folder that it is looked up in, which may be somebody else's.
 */
export function isModelName(name: string): boolean {
  return modelId.test(name) || path.isAbsolute(name) || name.startsWith('file:');
}
