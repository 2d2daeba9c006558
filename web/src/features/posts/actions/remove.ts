import { useApolloClient } from '@apollo/client/react';
import { navigate } from 'wouter/use-browser-location';
import { useFailure } from '../../../app/failure';
import { useText } from '../../../data/text';
import { toast } from '../../../design';
import type { PostBodyFragment } from '../../../generated/features/posts/PostCard';
import { bringBack, putAway } from '../store';
import { pathOf } from '../shape';
import { deleted } from './deleted';
import { departures } from './departures';

/** Deletes a post: it leaves the page at once, and the server when it cannot be undone any more. */
export function useRemove(post: PostBodyFragment): () => void {
    const { cache } = useApolloClient();
    const failed = useFailure();
    const t = useText();
    const { id } = post;

    const send = () => deleted(`/posts/${id}`).then(
        () => {
            cache.evict({ id: cache.identify({ __typename: 'Post', id }) });
            cache.gc();
        },
        (error: unknown) => {
            bringBack(id);
            failed(error);
        });

    return () => {
        putAway(id);
        departures.begin(id, send);
        toast(t('posts.deleted'), { undo: () => departures.undo(id) && bringBack(id) });
        if (location.pathname === pathOf(post))
            navigate('/');
    };
}
