/** Whether an image is to be fetched: `https://...`, `http://...` or `s3://bucket/key`. */
export function isRemoteImage(image: string): boolean {
  return /^(https?|s3):\/\//.test(image);
}
