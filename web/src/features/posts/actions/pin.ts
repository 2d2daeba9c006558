import { useApolloClient } from '@apollo/client/react';
import { useFailure } from '../../../app/failure';
import { useText } from '../../../data/text';
import { toast } from '../../../design';
import type { PostBodyFragment } from '../../../generated/features/posts/PostCard';
import { PostPinDocument, PostUnpinDocument } from '../../../generated/features/posts/actions/PostChanges';

/** Puts one's own post at the top of one's profile, or takes it from there. */
export function usePin({ id, pinned }: PostBodyFragment): () => void {
    const client = useApolloClient();
    const failed = useFailure();
    const t = useText();

    return () => {
        const sent = pinned ? client.mutate({ mutation: PostUnpinDocument, variables: { id } })
            : client.mutate({ mutation: PostPinDocument, variables: { id } });

        sent.then(() => toast(t(pinned ? 'posts.nowUnpinned' : 'posts.nowPinned')), failed);
    };
}
