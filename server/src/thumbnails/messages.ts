/** What the server asks of the process that makes thumbnails, over the channel of the forked process. */
import { RequestType } from 'vscode-jsonrpc';
import type { ImageSource } from '../image';
import type { ImageLimits } from '../imageLimits';
import type { FailureData, Thumbnail } from '../protocol';

export interface MakeThumbnailParams {
  image: ImageSource;
  /** Pixels of the longer side, at most. */
  size: number;
  limits: ImageLimits;
}

export namespace MakeThumbnailRequest {
  export const type = new RequestType<MakeThumbnailParams, Thumbnail, FailureData>('makeThumbnail');
}
