/* What other features show media with. */
export { MediaPart } from './MediaPart';
