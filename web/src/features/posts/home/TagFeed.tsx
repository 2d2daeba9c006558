import { TagPosts } from '../tag/TagPosts';
import { placeOf } from './feeds';

/** Posts with a tag that one follows. */
export function TagFeed({ name }: { name: string }) {
    return <TagPosts name={name} place={placeOf(`tag:${name}`)} />;
}
