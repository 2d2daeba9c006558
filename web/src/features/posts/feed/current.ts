/* The feed that the keys move in: the last one that came onto the page. */
export interface HeldFeed {
    scrollTo: (index: number) => void;
}

const held: HeldFeed[] = [];

export function holdFeed(feed: HeldFeed): () => void {
    held.push(feed);
    return () => void held.splice(held.indexOf(feed), 1);
}

export const currentFeed = (): HeldFeed | undefined => held.at(-1);
