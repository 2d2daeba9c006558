/* What other features show posts with. Their queries spread the fragment: `posts(first: $first) { edges { cursor node { ...PostCard } } }`. */
export { PostCard } from './PostCard';
export { PostList } from './feed/PostList';
export { PAGE, usePostPages, type PostConnection, type PostPages } from './feed/pages';
export { Folded, FoldedText } from './text/FoldedText';
export { PostText } from './text/PostText';
export type { TextParts } from './text/pieces';
export { QuotedPost } from './QuotedPost';
export { beginningOf, pathOf, shapeOf } from './shape';
export { deleted } from './actions/deleted';
export { departures } from './actions/departures';
export type { PostCardFragment } from '../../generated/features/posts/PostCard';
