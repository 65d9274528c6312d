export { findImageReferences, imageNamePlaces } from './findImageReferences';
export { referencedFiles } from './referencedFiles';
