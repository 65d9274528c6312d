/** What a person has said of an image, as it was when it was classified: a changed file has none. */
export interface RowReview {
  /** Null where it was passed over. */
  label: string | null;
  /** ISO 8601, UTC. */
  reviewed: string;
}
