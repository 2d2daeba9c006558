import { useEffect, useState } from 'react';
import { Compass } from 'lucide-react';
import { useText } from '../../../data/text';
import { Empty } from '../../../design';
import { NewestPostsDocument } from '../../../generated/features/people/explore/Explore';
import { PAGE, PostList, usePostPages } from '../../posts/public';
import { Channels } from './Channels';
import { Suggestions } from './Suggestions';
import { Trends } from './Trends';
import s from './Explore.module.css';

const STANDS_MS = 60_000;
let readAt = -Infinity;

/* Who searches comes back here between two searches: what came within the last minute is new enough. */
function useIsOld(): boolean {
    const [isOld] = useState(() => Date.now() - readAt > STANDS_MS);

    useEffect(() => {
        if (isOld)
            readAt = Date.now();
    }, [isOld]);
    return isOld;
}

/** What there is, before somebody searches: tags, people, channels, and what is written for everybody. */
export function Overview() {
    const t = useText();
    const variables = { first: PAGE };
    const pages = usePostPages({ query: NewestPostsDocument, variables, connection: data => data.publicTimeline, fresh: useIsOld() });

    return (
        <>
            <div className={s.overview}>
                <Trends />
                <Suggestions />
                <Channels />
            </div>
            <h2 className={s.title}>{t('people.newest')}</h2>
            <PostList {...pages} place="explore"
                empty={<Empty icon={Compass} title={t('people.noPublic')} words={t('people.noPublicWords')} />} />
        </>
    );
}
