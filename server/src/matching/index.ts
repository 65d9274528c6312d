/** Matching images with captions, as Winoground does: groups from files, their errors, the scores. */
export { type Matched, match } from './match';
