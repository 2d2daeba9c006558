/* What is searched, and where, stands in the address: /explore, /explore?q=tea, /explore?tab=people&q=ada */
export const TABS = ['posts', 'people', 'tags'] as const;
export type ExploreTab = typeof TABS[number];

export interface Asked {
    q: string;
    tab: ExploreTab;
}

export function askedOf(search: string): Asked {
    const params = new URLSearchParams(search), tab = params.get('tab');

    return { q: (params.get('q') ?? '').trim(), tab: TABS.find(one => one === tab) ?? 'posts' };
}

export function addressOf({ q, tab }: Asked): string {
    const params = new URLSearchParams({ ...tab !== 'posts' && { tab }, ...q && { q } }).toString();

    return params ? `/explore?${params}` : '/explore';
}
