/** Images that are, or look, the same. */
export {
  type Duplicates,
  defaultDistance,
  findDuplicates,
  largestDistance,
} from './findDuplicates';
export type { DuplicateGroup } from './grouped';
export { KnownFingerprints } from './knownFingerprints';
