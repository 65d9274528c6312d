import type { CancellationToken } from 'vscode';
import type {
  ClassifyResult,
  ExplainResult,
  ExplainRunImageParams,
  ExportedRun,
  ReviewCounts,
  ReviewedImage,
  RunReport,
  RunRowsPage,
  RunRowsParams,
  SortRunParams,
  SortSummary,
  UndoSummary,
} from '../../../server/src/protocol';
import { askServer } from '../askServer';
import type { ProcessClient } from '../processClient';
import type { Server } from '../server';

type Requests = typeof import('./runRequests');
type OnPercent = (percent: number) => void;

const nobodyListens: OnPercent = () => {};

/**
 * What runs came to, and what is made of that. Every method throws ClassificationFailure, or
 * CancellationError when its token was cancelled.
 */
export class RunResults {
  constructor(protected readonly server: Server) {}

  rows(params: RunRowsParams, token?: CancellationToken): Promise<RunRowsPage> {
    return this.ask((client, { sendRows }) => sendRows(client, params, token), token);
  }

  /** Has the server read the rows, of 50,000 images for some half a second, before they are asked for. */
  readAhead(run: string): void {
    // Whoever asks for them is told what is wrong.
    this.rows({ run, count: 1 }).catch(() => {});
  }

  report(run: string): Promise<RunReport> {
    return this.ask((client, { sendReport }) => sendReport(client, run));
  }

  /** One image with the samples and errors of its race. */
  image(run: string, image: string, token?: CancellationToken): Promise<ClassifyResult> {
    const params = { run, image };
    return this.ask((client, { sendRunImage }) => sendRunImage(client, params, token), token);
  }

  explain(
    run: string,
    image: string,
    labels: ExplainRunImageParams['labels'],
    token?: CancellationToken,
  ): Promise<ExplainResult> {
    const params = { run, image, labels };
    return this.ask(
      (client, { sendExplainRunImage }) => sendExplainRunImage(client, params, token),
      token,
    );
  }

  /** Keeps what a person says of images. Resolves to the counts of the whole run. */
  review(run: string, reviews: ReviewedImage[]): Promise<ReviewCounts> {
    return this.ask((client, { sendReview }) => sendReview(client, { run, reviews }));
  }

  reviews(run: string): Promise<ReviewCounts> {
    return this.ask((client, { sendReviews }) => sendReviews(client, run));
  }

  /** @param file absolute path that ends in .csv, .jsonl or .parquet: rows are appended to it */
  exportTable(run: string, file: string): Promise<ExportedRun> {
    return this.ask((client, { sendExport }) => sendExport(client, run, file));
  }

  /**
   * Resolves to how many images are in the file.
   *
   * @param file absolute path that ends in .csv or .jsonl, and is replaced
   */
  exportReviews(run: string, file: string): Promise<number> {
    return this.ask((client, { sendExportReviews }) => sendExportReviews(client, run, file));
  }

  /**
   * Resolves to the files that were written.
   *
   * @param file absolute path that ends in .md
   */
  writeReport(run: string, file: string): Promise<string[]> {
    return this.ask((client, { sendWriteReport }) => sendWriteReport(client, run, file));
  }

  sort(
    params: SortRunParams,
    token?: CancellationToken,
    onPercent: OnPercent = nobodyListens,
  ): Promise<SortSummary> {
    return this.ask((client, { sendSort }) => sendSort(client, params, token, onPercent), token);
  }

  /** @param log as the summary of the sorting names it */
  undoSort(
    log: string,
    token?: CancellationToken,
    onPercent: OnPercent = nobodyListens,
  ): Promise<UndoSummary> {
    const params = { log };
    return this.ask(
      (client, { sendUndoSort }) => sendUndoSort(client, params, token, onPercent),
      token,
    );
  }

  /** A server that was given up is not started by what panels and views ask for by themselves. */
  protected ask<T>(
    send: (client: ProcessClient, requests: Requests) => Promise<T>,
    token?: CancellationToken,
  ): Promise<T> {
    const start = (): Promise<ProcessClient> => this.server.start();
    return askServer(start, token, async (client) => send(client, await import('./runRequests')));
  }
}
