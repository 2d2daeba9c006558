/* What features that write attach media with; it comes with their own code, whose loading is wrapped in `withWords`. */
export { default as Attachments } from './add/Attachments';
export { default as MediaTools } from './add/MediaTools';
export { MESSAGE, POST, STORY, type Place } from './add/accept';
export { canRecord } from './voice/microphone';
