import { useLayoutEffect, useRef } from 'react';
import { useQuery } from '@apollo/client/react';
import { navigate, useSearch } from 'wouter/use-browser-location';
import { isolated } from '../../../data/names';
import { useText } from '../../../data/text';
import { Page, Tabs, type Tab } from '../../../design';
import { HomeTabsDocument } from '../../../generated/features/posts/feed/Feeds';
import { StoriesOverFeed } from '../../stories/public';
import { scrolledAt } from '../feed/places';
import { addressOf, feedOf, placeOf } from './feeds';
import { Following } from './Following';
import { ListFeed } from './ListFeed';
import { Ranked } from './Ranked';
import { TagFeed } from './TagFeed';

function useTabs(): readonly Tab[] {
    const t = useText();
    const { data } = useQuery(HomeTabsDocument);

    return [
        { id: 'following', label: t('posts.following') },
        { id: 'ranked', label: t('posts.ranked') },
        ...data?.lists?.edges.map(({ node }) => ({ id: `list:${node.id}`, label: isolated(node.title) })) ?? [],
        ...data?.followedTags?.edges.map(({ node }) => ({ id: `tag:${node.name}`, label: isolated(`#${node.name}`) })) ?? [],
    ];
}

/** Each feed is found again where one left it. */
function useOwnScroll(id: string) {
    const shown = useRef(id);

    useLayoutEffect(() => {
        if (shown.current !== id)
            window.scrollTo(0, scrolledAt(placeOf(id)) ?? 0);
        shown.current = id;
    }, [id]);
}

/** The home page of somebody who is signed in. */
export function HomeFeeds() {
    const t = useText();
    const tabs = useTabs();
    const chosen = feedOf(useSearch());
    /* A feed that is in the address but not among the tabs (a tag that one followed once) is shown all the same. */
    const all = tabs.some(({ id }) => id === chosen.id) ? tabs : [...tabs, { id: chosen.id, label: chosen.kind === 'tag' ? isolated(`#${chosen.name}`) : '\u2026' }];

    useOwnScroll(chosen.id);
    return (
        <Page title={t('posts.home')} hideTitle>
            <StoriesOverFeed />
            <Tabs label={t('posts.feeds')} tabs={all} selected={chosen.id} onSelect={id => navigate(addressOf(id), { replace: true })} sticky>
                {chosen.kind === 'list' ? <ListFeed key={chosen.id} id={chosen.listId} />
                    : chosen.kind === 'tag' ? <TagFeed key={chosen.id} name={chosen.name} />
                        : chosen.kind === 'ranked' ? <Ranked /> : <Following />}
            </Tabs>
        </Page>
    );
}
