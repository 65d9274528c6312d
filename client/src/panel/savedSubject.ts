import type { LabelRequest } from '../../../server/src/protocol';
import type { PanelSubject } from './messages';

/** What a panel was about, by the state that its page has kept; undefined where that says nothing. */
export function savedSubject(state: unknown): PanelSubject | undefined {
  if (!isObject(state) || !isObject(state.subject)) return undefined;
  const { run, image, labels } = state.subject;
  if (typeof run === 'string' && /^[0-9a-f]{16}$/.test(run)) return { run };
  if (typeof image !== 'string' || !Array.isArray(labels)) return undefined;
  return labels.every(isLabel) ? { image, labels } : undefined;
}

/** The server checks the rest of it. */
function isLabel(value: unknown): value is LabelRequest {
  return typeof value === 'string' || (isObject(value) && typeof value.label === 'string');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}
