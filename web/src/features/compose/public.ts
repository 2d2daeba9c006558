/* What other features open the composer with, and what stands in the feed while it is sent. */
export { openComposer } from './open';
export { PendingPosts } from './pending/PendingPosts';
