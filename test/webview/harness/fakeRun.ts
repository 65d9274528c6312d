import type { PanelRequests, PanelState } from '../../../client/src/panel/messages';
import type {
  LabelResult,
  ReviewCounts,
  ReviewedImage,
  RunRow,
  RunRowsPage,
  RunSummary,
} from '../../../server/src/protocol';
import type { Answers } from './panelPage';

type RowsParams = PanelRequests['rows']['params'];

export const runLabels = ['bird', 'cat', 'deer', 'dog', 'horse'];

/** A run of made-up images that answers as the extension does: the same in every test. */
export class FakeRun {
  readonly rows: RunRow[];

  constructor(
    images: number,
    readonly labels: string[] = runLabels,
  ) {
    this.rows = Array.from({ length: images }, (_, at) => this.makeRow(at));
  }

  get summary(): RunSummary {
    return {
      run: '0123456789abcdef',
      folder: '/home/user/photos/animals',
      labels: this.labels,
      model: 'everyday-32',
      state: 'done',
      counts: {
        total: this.rows.length,
        done: this.rows.filter(({ result }) => result).length,
        failed: this.rows.filter(({ failure }) => failure).length,
        unchanged: 0,
      },
      isListed: true,
      groundTruth: 'table',
      evaluations: 1_000_000,
      remembered: 0,
      seconds: 100,
      began: '2026-11-23T20:00:00.000Z',
      ended: '2026-11-23T20:02:00.000Z',
    };
  }

  get reviews(): ReviewCounts {
    const counts = { accepted: 0, corrected: 0, skipped: 0 };
    for (const { review, result } of this.rows) {
      if (!review) continue;
      if (review.label === null) counts.skipped++;
      else if (review.label === result?.predicted) counts.accepted++;
      else counts.corrected++;
    }
    return counts;
  }

  state(changes: Partial<RunSummary> = {}): Extract<PanelState, { kind: 'run' }> {
    return {
      kind: 'run',
      run: { ...this.summary, ...changes },
      reviews: this.reviews,
      imageBase: '',
    };
  }

  get answers(): Answers {
    return {
      rows: (params) => this.page(params),
      review: ({ reviews }) => this.review(reviews),
      act: () => null,
      thumbnail: ({ image }) => {
        throw new Error(`${image} is not there any more.`);
      },
    };
  }

  page({ from = 0, count = 100, ...query }: RowsParams): RunRowsPage {
    const isWhole = Object.keys(query).length === 0;
    const rows = isWhole ? this.rows : this.rows.filter((row) => passes(row, query));
    // They are made in the order of their paths, and 50,000 take long to sort for each request.
    const sorted = query.order || query.descending ? rows.toSorted(inOrder(query)) : rows;
    return { rows: sorted.slice(from, from + count), total: sorted.length };
  }

  review(reviews: ReviewedImage[]): ReviewCounts {
    for (const { image, label } of reviews) {
      const row = this.rows.find((each) => each.image === image);
      if (!row) throw new Error(`No image ${image} in this run`);
      if (label === undefined) delete row.review;
      else row.review = { label, reviewed: '2026-11-23T21:00:00.000Z' };
    }
    return this.reviews;
  }

  /** Every 50th failed, every 9th is wrong, every 17th undecided. */
  makeRow(at: number): RunRow {
    const truth = this.labels[at % this.labels.length]!;
    const number = String(at).padStart(5, '0');
    const image = `trip ${number.slice(0, 3)}/IMG_${number}.jpg`;
    const row = { image, bytes: 40_000, modified: '2026-11-01T12:00:00.000Z', truth };
    if (at % 50 === 49) {
      const message = `${image}: not an image: it has the bytes of none of JPEG, PNG, WebP.`;
      return { ...row, failure: { code: 'imageUnreadable', message } };
    }
    const first = at % 9 === 4 ? at + 1 : at;
    const likely = 0.34 + 0.65 * (((at * 7919) % 1_000) / 1_000);
    const labels = this.labels.map((_, rank): LabelResult => {
      const label = this.labels[(first + rank) % this.labels.length]!;
      const probability = rank === 0 ? likely : (1 - likely) / (this.labels.length - 1);
      const margin = rank === 0 ? 0 : 0.002 * rank * likely;
      return { label, probability, error: 0.05 + margin, samples: 32, margin };
    });
    return {
      ...row,
      result: {
        predicted: labels[0]!.label,
        labels,
        calibrated: true,
        evaluations: 40 + ((at * 31) % 600),
        remembered: 0,
        seconds: 0.05,
        decided: at % 17 !== 3,
      },
    };
  }
}

function passes(row: RunRow, query: RowsParams): boolean {
  const { result, truth, review, failure } = row;
  const isAccepted = review && review.label === result?.predicted;
  const tests = {
    right: () => result !== undefined && result.predicted === truth,
    wrong: () => result !== undefined && result.predicted !== truth,
    failed: () => failure !== undefined,
    undecided: () => result?.decided === false,
    none: () => !review,
    any: () => review !== undefined,
    accepted: () => isAccepted === true,
    corrected: () => review !== undefined && review.label !== null && !isAccepted,
    skipped: () => review?.label === null,
  };
  const [from, to] = query.probability ?? [0, 1];
  const probability = result?.labels[0]?.probability ?? 0;
  return (
    (!query.predicted || result?.predicted === query.predicted) &&
    (!query.truth || truth === query.truth) &&
    (!query.only || tests[query.only]()) &&
    (!query.review || tests[query.review]()) &&
    (!query.probability || (result !== undefined && probability >= from && probability <= to))
  );
}

function inOrder({ order = 'path', descending = false }: RowsParams) {
  const value = ({ image, truth, result }: RunRow): string | number => {
    if (order === 'path') return image;
    if (order === 'truth') return truth ?? '';
    if (!result) return descending ? -1 : 2 ** 31;
    if (order === 'predicted') return result.predicted;
    if (order === 'evaluations') return result.evaluations;
    if (order === 'probability') return result.labels[0]!.probability ?? 0;
    return result.labels[1]!.margin;
  };
  const turn = descending ? -1 : 1;
  return (a: RunRow, b: RunRow) => {
    const [one, other] = [value(a), value(b)];
    if (one === other) return a.image < b.image ? -1 : 1;
    return one < other ? -turn : turn;
  };
}
