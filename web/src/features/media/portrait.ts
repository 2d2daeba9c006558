/* What changes the picture of somebody, for the screens that do. */
export { PortraitPart } from './PortraitPart';
