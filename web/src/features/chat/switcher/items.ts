/* Where the switcher leads, and in which order. */
import type { ReactNode } from 'react';

export interface Item {
    id: string;
    group: 'chats' | 'people' | 'pages' | 'actions';
    label: string;
    hint?: string;
    picture: ReactNode;
    /** A path, or what it does. */
    go: string | (() => void);
    /** Of equal ones, the larger first. */
    weight?: number;
}

const MOST = 8;

const folded = (text: string): string => text.normalize('NFKD').replace(/\p{M}/gu, '').toLocaleLowerCase();

/** 3: the beginning of the name, 2: of a word in it, 1: somewhere, 0: not at all. */
export function rankOf({ label, hint = '' }: Pick<Item, 'label' | 'hint'>, typed: string): number {
    const wanted = folded(typed.trim().replace(/^@/, '')), name = folded(label), all = `${name} ${folded(hint).replace(/^@/, '')}`;

    if (!wanted)
        return 1;
    if (name.startsWith(wanted))
        return 3;
    if (all.split(/\s+/).some(word => word.startsWith(wanted)))
        return 2;
    return all.includes(wanted) ? 1 : 0;
}

/** The best of each group; people are what the server found, so they stay. */
export function best(items: readonly Item[], typed: string): Item[] {
    const order = ['chats', 'people', 'pages', 'actions'];
    const suits = items.map(item => ({ item, rank: item.group === 'people' ? 1 : rankOf(item, typed) })).filter(({ rank }) => rank > 0);
    suits.sort((a, b) => order.indexOf(a.item.group) - order.indexOf(b.item.group) || b.rank - a.rank
        || (b.item.weight ?? 0) - (a.item.weight ?? 0));
    const counts = new Map<string, number>();

    return suits.map(({ item }) => item).filter(({ group }) => {
        counts.set(group, (counts.get(group) ?? 0) + 1);
        return counts.get(group)! <= MOST;
    });
}
