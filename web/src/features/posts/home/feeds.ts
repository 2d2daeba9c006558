/* The feeds of the home page. The one that is chosen stands in the address: /?feed=ranked, /?feed=list:7, /?feed=tag:tea */
export type ChosenFeed =
    | { id: 'following' | 'ranked'; kind: 'following' | 'ranked' }
    | { id: string; kind: 'list'; listId: string }
    | { id: string; kind: 'tag'; name: string };

export function feedOf(search: string): ChosenFeed {
    const id = new URLSearchParams(search).get('feed') ?? '';
    const [kind, ...rest] = id.split(':'), of = rest.join(':');

    if (kind === 'list' && /^\d+$/.test(of))
        return { id, kind, listId: of };
    if (kind === 'tag' && of)
        return { id, kind, name: of };
    return id === 'ranked' ? { id, kind: id } : { id: 'following', kind: 'following' };
}

export const addressOf = (id: string): string => id === 'following' ? '/' : `/?feed=${encodeURIComponent(id).replaceAll('%3A', ':')}`;
export const placeOf = (id: string): string => `home/${id}`;
