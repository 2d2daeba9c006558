/* The open picture is in the address: `?picture=ID`. Whatever shows it on the page opens it; going back closes it. */
import { useLayoutEffect, useState } from 'react';
import { navigate, useSearch } from 'wouter/use-browser-location';

const NAME = 'picture';

export const viewedIn = (search: string): string | null => new URLSearchParams(search).get(NAME);

/** The address with another picture open, or none. */
export function withPicture({ pathname, search }: { pathname: string; search: string }, id: string | null): string {
    const asked = new URLSearchParams(search);

    asked.delete(NAME);
    if (id)
        asked.set(NAME, id);
    const text = asked.toString();
    return text ? `${pathname}?${text}` : pathname;
}

export const openViewer = (id: string): void => navigate(withPicture(location, id), { state: { keep: true, opened: true } });

/** Another one: one step back leaves them all. */
export function turnTo(id: string): void {
    navigate(withPicture(location, id) + location.hash, { replace: true, state: history.state as object });
}

export function closeViewer(): void {
    if ((history.state as { opened?: boolean } | null)?.opened)
        history.back();
    else
        navigate(withPicture(location, null) + location.hash, { replace: true, state: { keep: true } });
}

/* The same post may be on a page twice. */
const holders: object[] = [];

/** Which of them is open; -1: none, or somewhere else on the page. */
export function useViewed(media: readonly { id: string }[]): number {
    const id = viewedIn(useSearch()), at = id ? media.findIndex(one => one.id === id) : -1, wanted = at >= 0;
    const [me] = useState(() => ({})), [first, setFirst] = useState(false);

    useLayoutEffect(() => {
        if (!wanted)
            return undefined;
        holders.push(me);
        setFirst(holders[0] === me);
        return () => {
            holders.splice(holders.indexOf(me), 1);
            setFirst(false);
        };
    }, [wanted, me]);
    return first ? at : -1;
}
