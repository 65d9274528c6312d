import { type FailureGroup, mostReportedFailures, type RunRow } from '../protocol';
import { byText, FirstOf } from './order';

type Example = FailureGroup['examples'][number];

/** Failures by their code: a message names its file, so that each is another one. */
export class FailureGroups {
  private readonly groups = new Map<string, { images: number; examples: FirstOf<Example> }>();

  add(image: string, { code, message }: NonNullable<RunRow['failure']>): void {
    let group = this.groups.get(code);
    if (!group) {
      const byPath = (a: Example, b: Example): number => byText(a.image, b.image);
      group = { images: 0, examples: new FirstOf(mostReportedFailures, byPath) };
      this.groups.set(code, group);
    }
    group.images += 1;
    group.examples.add({ image, message });
  }

  /** The most frequent first, then by code. */
  list(): FailureGroup[] {
    return [...this.groups]
      .map(([code, { images, examples }]) => ({ code, images, examples: examples.list() }))
      .sort((a, b) => b.images - a.images || byText(a.code, b.code));
  }
}
