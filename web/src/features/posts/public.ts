/* What other features show posts with. Their queries spread the fragment: `posts(first: 18) { edges { node { ...PostCard } } }`. */
export { PostCard, type PostCardProps } from './PostCard';
export { PostList, type PostListProps } from './feed/PostList';
export { usePostPages, type PostConnection, type PostPages } from './feed/pages';
export { PostText } from './text/PostText';
export { PostCardFragmentDoc, type PostCardFragment } from '../../generated/features/posts/PostCard';
