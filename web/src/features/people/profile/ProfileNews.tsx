import { useApolloClient } from '@apollo/client/react';
import { useEvent } from '../../../data/realtime';

/* How far down somebody reads rather than looks at what is new. */
const READS = 300;

/** Who posts has another profile now: it is asked for when it is next seen. Nobody loses their place in one for that. */
export function ProfileNews() {
    const { cache } = useApolloClient();

    useEvent('post_created', ({ authorId }) => {
        if (!location.pathname.startsWith('/@') || scrollY < READS)
            cache.evict({ id: cache.identify({ __typename: 'User', id: authorId }), fieldName: 'posts' });
    });
    return null;
}
