import { largestChunk } from './job';

/** Of a worker's time a job: what is lost with a worker, and how long a run's end drags on. */
const targetSeconds = 20;
/** Images, as long as nothing is known of their cost. */
const first = 4;

/** How many images go into a job, from what those before have taken. */
export class ChunkSize {
  private size: number;

  /** @param fixed Images a job whatever they take. */
  constructor(private readonly fixed?: number) {
    this.size = fixed ?? first;
  }

  get images(): number {
    return Math.round(this.size);
  }

  /** Half way, as factors go: one slow worker among many says little. */
  measured(images: number, seconds: number): void {
    if (this.fixed !== undefined || images === 0) return;
    const wanted = (targetSeconds * images) / Math.max(seconds, 1e-3);
    this.size = Math.min(Math.max(Math.sqrt(this.size * wanted), 1), largestChunk);
  }
}
