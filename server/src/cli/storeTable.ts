import type { StoreInfo } from '../store';
import { bytesText } from './quantities';

function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString('en')} ${count === 1 ? one : many}`;
}

function held(content: NonNullable<StoreInfo['content']>): string {
  if (content.holds === 'results') return counted(content.results, 'image');
  return [
    `${counted(content.evaluations, 'evaluation')} of ${counted(content.contexts, 'image')}`,
    `under ${counted(content.conditionings, 'label or prompt', 'labels or prompts')}`,
  ].join(' ');
}

/** What a store holds, as people read it. */
export function storeTable({ holds, folder, onDisk, setAside, content }: StoreInfo): string {
  const lines = content
    ? [held(content), `${bytesText(content.bytes)} of at most ${bytesText(content.capacity)}`]
    : ['nothing yet'];
  if (onDisk > 0) lines.push(`files of ${bytesText(onDisk)}`);
  if (setAside > 0) lines.push(`${folder}.damaged: ${bytesText(setAside)} that were damaged`);
  return [`${holds}  ${folder}`, ...lines.map((line) => `  ${line}`)].join('\n');
}
