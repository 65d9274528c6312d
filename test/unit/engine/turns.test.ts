import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Priority, Turns } from '../../../server/src/engine/turns';
import { Failure } from '../../../server/src/failure';

interface Planned {
  priority: Priority;
  /** Batches of this work, between which it steps aside. */
  batches: number;
  /** After how many batches, of all works together, it is cancelled. */
  cancelledAfter: number;
}

const planned: fc.Arbitrary<Planned> = fc.record({
  priority: fc.constantFrom('interactive', 'background'),
  batches: fc.integer({ min: 0, max: 5 }),
  cancelledAfter: fc.integer({ min: 0, max: 60 }),
});

test('whatever comes and is cancelled: one at a time, none lost, urgent first, in order', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(planned, { minLength: 1, maxLength: 12 }), async (works) => {
      const turns = new Turns(['here']);
      const stops = works.map(() => new AbortController());
      const ended: number[] = [];
      let working = 0;
      let batches = 0;
      const ends = works.map(async (work, arrival) => {
        const { signal } = stops[arrival]!;
        const { priority } = work;
        try {
          await turns.run(
            { priority, arrival },
            async (_, stepAside) => {
              for (let batch = 0; batch < work.batches; batch++) {
                await stepAside();
                working += 1;
                await Promise.resolve();
                expect(working).toBe(1);
                working -= 1;
                batches += 1;
                works.forEach(({ cancelledAfter }, index) => {
                  if (cancelledAfter === batches) stops[index]!.abort();
                });
                if (signal.aborted) return;
              }
              ended.push(arrival);
            },
            signal,
          );
        } catch (error) {
          expect(error).toBeInstanceOf(Failure);
          expect(signal.aborted).toBe(true);
        }
      });
      await Promise.all(ends);

      const kept = works.flatMap((_, index) => (stops[index]!.signal.aborted ? [] : [index]));
      expect(ended).toEqual(expect.arrayContaining(kept));
      for (const kind of ['interactive', 'background'] as const) {
        const ofKind = ended.filter((index) => works[index]!.priority === kind);
        expect(ofKind).toEqual([...ofKind].sort((a, b) => a - b));
      }
      // The first comes into an empty queue, and one without batches never has to step aside.
      const urgent = ended.findLastIndex((index) => works[index]!.priority === 'interactive');
      const early = ended.slice(0, Math.max(urgent, 0)).filter((index) => index !== 0);
      expect(early.every((index) => works[index]!.priority === 'interactive')).toBe(true);
    }),
    { numRuns: 500 },
  );
});

test('work that has ended has no place to give away, though a batch of it ends later', async () => {
  const turns = new Turns(['here']);
  const { signal } = new AbortController();
  let stepLate!: () => Promise<string>;
  await turns.run(
    { priority: 'background', arrival: 0 },
    async (_, stepAside) => {
      stepLate = stepAside;
    },
    signal,
  );
  let leave = (): void => {};
  const working = turns.run(
    { priority: 'interactive', arrival: 1 },
    async () => await new Promise<void>((resolve) => (leave = resolve)),
    signal,
  );
  let hasBegun = false;
  const next = turns.run(
    { priority: 'interactive', arrival: 2 },
    async () => {
      hasBegun = true;
    },
    signal,
  );
  await expect(stepLate()).rejects.toMatchObject({ code: 'cancelled' });
  expect(hasBegun).toBe(false);
  leave();
  await Promise.all([working, next]);
});
