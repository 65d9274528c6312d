/** An image in memory: 8 bits a channel, interleaved, row by row from the top left corner. */
export interface Pixels {
  width: number;
  height: number;
  /** 1 for greyscale, 3 for RGB; the resampler treats every channel alike. */
  channels: number;
  /** Of length height × width × channels. */
  data: Uint8Array;
}
