import type { Thumbnail } from '../protocol';

/** What somebody scrolls back over; with 256 pixels each it takes 8 MB. */
const most = 500;
/** Characters of all of them: larger ones are fewer. */
const mostCharacters = 32e6;

/** The thumbnails that were looked at last. */
export class RecentThumbnails {
  /** The one looked at longest ago first. */
  private readonly entries = new Map<string, Thumbnail>();
  private characters = 0;

  get(key: string): Thumbnail | undefined {
    const found = this.entries.get(key);
    if (found) this.put(key, found);
    return found;
  }

  put(key: string, thumbnail: Thumbnail): void {
    this.remove(key);
    this.entries.set(key, thumbnail);
    this.characters += thumbnail.data.length;
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= most && this.characters <= mostCharacters) break;
      this.remove(oldest);
    }
  }

  private remove(key: string): void {
    this.characters -= this.entries.get(key)?.data.length ?? 0;
    this.entries.delete(key);
  }
}
