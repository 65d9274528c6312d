/** What is known of a model before it is here. */
export interface CatalogueEntry {
  id: string;
  title: string;
  /** What it is good for. */
  description: string;
  /** On the hub, as `owner/name`. */
  repository: string;
  /**
   * The commit, where one has been seen. Where it is a branch, the commit that it stands for at the
   * download is kept with the model and stays.
   */
  revision: string;
  licence: {
    name: string;
    url: string;
    /** How the hub names it: where the hub names another, people are asked to accept that one. */
    hubName: string;
  };
  /** Of the files that are needed, rounded; the hub's listing has the exact ones, and their hashes. */
  bytes: number;
  /** Bytes that it takes while it runs: its weights and about as much as a batch needs beside. */
  memory: number;
  /** Pixels of a side of the square that it takes. */
  imageSize: number;
  vocabulary: 'closed' | 'open';
}
