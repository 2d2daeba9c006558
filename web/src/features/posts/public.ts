/* What other features show posts with. Their queries spread the fragment: `posts(first: $first) { edges { cursor node { ...PostCard } } }`. */
export { PostCard, type PostCardProps } from './PostCard';
export { PostList, type PostListProps } from './feed/PostList';
export { PAGE, usePostPages, type PostConnection, type PostPages } from './feed/pages';
export { Folded, FoldedText } from './text/FoldedText';
export { PostText } from './text/PostText';
export { piecesOf, type TextParts } from './text/pieces';
export { QuotedPost } from './QuotedPost';
export { beginningOf, nameOf, pathOf, shapeOf } from './shape';
export { isolated } from './isolate';
export { toSignIn } from './actions/signIn';
export { useFailure } from './actions/failure';
export { deleted } from './actions/deleted';
export { departures } from './actions/departures';
export { PostCardFragmentDoc, type PostCardFragment, type PostQuotedFragment } from '../../generated/features/posts/PostCard';
