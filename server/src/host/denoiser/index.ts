export { evaluations, type Piece, type PlacedPair, packed, pairsOf } from './calls';
export { type ConditioningRows, Denoiser } from './denoiser';
