/** Events in the order of their times: a binary heap. */
export class EventQueue<T> {
  private readonly heap: { time: number; event: T }[] = [];

  push(time: number, event: T): void {
    const { heap } = this;
    let at = heap.push({ time, event }) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (heap[parent]!.time <= heap[at]!.time) return;
      [heap[parent], heap[at]] = [heap[at]!, heap[parent]!];
      at = parent;
    }
  }

  /** The earliest. */
  pop(): { time: number; event: T } | undefined {
    const { heap } = this;
    const first = heap[0];
    const last = heap.pop();
    if (!first || !last || heap.length === 0) return first;
    heap[0] = last;
    for (let at = 0; ; ) {
      const [left, right] = [2 * at + 1, 2 * at + 2];
      let least = at;
      if (left < heap.length && heap[left]!.time < heap[least]!.time) least = left;
      if (right < heap.length && heap[right]!.time < heap[least]!.time) least = right;
      if (least === at) return first;
      [heap[least], heap[at]] = [heap[at]!, heap[least]!];
      at = least;
    }
  }
}
