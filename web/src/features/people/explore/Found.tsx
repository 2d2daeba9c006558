import { Hash, SearchX, UserRoundSearch, type LucideIcon } from 'lucide-react';
import { isolated } from '../../../data/names';
import { ROWS, usePages } from '../../../data/pages';
import { useText } from '../../../data/text';
import { Empty } from '../../../design';
import { SearchPeopleDocument, SearchPostsDocument, SearchTagsDocument } from '../../../generated/features/people/explore/Explore';
import { PAGE, PostList, usePostPages, type PostConnection } from '../../posts/public';
import { PagedList } from '../PagedList';
import { FollowButton } from '../person/FollowButton';
import { PersonRow } from '../person/PersonRow';
import { useSettled } from './found';
import { TagRow } from './TagRow';

interface Props {
    q: string;
}

function Nothing({ q, icon }: Props & { icon: LucideIcon }) {
    const t = useText();

    return <Empty icon={icon} title={t('people.nothing', { words: isolated(q) })} words={t('people.nothingWords')} />;
}

/* Posts that one request of the API's limits pays for: somebody who types slowly asks at every key. The others come once the words stand. */
const FEW = 6, STANDS_MS = 800;

/** Posts that say it. */
export function FoundPosts({ q }: Props) {
    const stands = useSettled(q, STANDS_MS) === q;
    /* Asked for posts, the search finds nothing else. */
    const pages = usePostPages({
        query: SearchPostsDocument, variables: { query: q, first: FEW }, connection: data => data.search as unknown as PostConnection, keep: true,
        following: PAGE,
    });
    const waits = pages.hasMore && !stands;

    return <PostList {...pages} more={waits ? () => {} : pages.more} loadingMore={waits || pages.loadingMore}
        place={`search/${q}`} empty={<Nothing q={q} icon={SearchX} />} />;
}

/** People with such names. */
export function FoundPeople({ q }: Props) {
    const t = useText();
    const variables = { query: q, first: ROWS };
    const pages = usePages({ query: SearchPeopleDocument, variables, connection: data => data.search, keep: true });

    return (
        <PagedList pages={pages} label={t('people.people')} empty={<Nothing q={q} icon={UserRoundSearch} />}>
            {one => one.__typename === 'User' && <PersonRow key={one.id} person={one}><FollowButton person={one} inRow /></PersonRow>}
        </PagedList>
    );
}

/** Tags with such names. */
export function FoundTags({ q }: Props) {
    const t = useText();
    const variables = { query: q, first: ROWS };
    const pages = usePages({ query: SearchTagsDocument, variables, connection: data => data.search, keep: true });

    return (
        <PagedList pages={pages} label={t('people.tags')} empty={<Nothing q={q} icon={Hash} />}>
            {tag => tag.__typename === 'Tag' && <TagRow key={tag.name} tag={tag} />}
        </PagedList>
    );
}
