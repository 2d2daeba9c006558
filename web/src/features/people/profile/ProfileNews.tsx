import type { ApolloClient } from '@apollo/client';
import { useApolloClient } from '@apollo/client/react';
import { useEvent } from '../../../data/realtime';
import { PersonRowFragmentDoc } from '../../../generated/features/people/person/People';
import { pathOf } from '../person/names';

/* How far down somebody reads rather than looks at what is new. */
const READS = 300;

function isShown({ cache }: ApolloClient, id: string): boolean {
    const author = cache.readFragment({
        id: cache.identify({ __typename: 'User', id }), fragment: PersonRowFragmentDoc, fragmentName: 'PersonRow',
    });

    return author !== null && location.pathname.toLowerCase() === pathOf(author).toLowerCase();
}

/** Who posts has another profile now. It is asked for when it is next seen, or at once by those at its top; nobody loses their place. */
export function ProfileNews() {
    const client = useApolloClient();

    useEvent('post_created', ({ authorId }) => {
        if (!isShown(client, authorId))
            client.cache.evict({ id: client.cache.identify({ __typename: 'User', id: authorId }), fieldName: 'posts' });
        else if (scrollY < READS)
            void client.refetchQueries({ include: ['ProfilePage'] });
    });
    return null;
}
