/** Small pictures of images, for people to look at. */
export { Thumbnails } from './thumbnails';
