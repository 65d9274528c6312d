import { describeIssues } from '../describeIssues';
import { Failure } from '../failure';
import { serverOptionsSchema } from '../protocol';
import type { DeviceWish } from '../providers';

export interface DeviceFlags {
  provider?: string[];
  device?: number[];
}

/**
 * What to run on, checked by the same schema as the settings of an editor.
 *
 * @throws Failure `options-invalid`.
 */
export function devicesOf({ provider: providers, device: devices }: DeviceFlags): DeviceWish {
  const parsed = serverOptionsSchema
    .pick({ providers: true, devices: true })
    .safeParse({ ...(providers && { providers }), ...(devices && { devices }) });
  if (!parsed.success) throw new Failure('options-invalid', describeIssues(parsed.error));
  return parsed.data;
}
