import type { StoreFailureKind } from './messages';

/** Why the store cannot do what it was asked, in words for people. */
export class StoreFailure extends Error {
  override readonly name = 'StoreFailure';

  constructor(
    readonly kind: StoreFailureKind,
    message: string,
  ) {
    super(message);
  }
}
