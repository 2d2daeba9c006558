import { expect, it } from 'vitest';
import { best, rankOf, type Item } from './items';

const item = (label: string, more: Partial<Item> = {}): Item => ({ id: label, group: 'chats', label, picture: null, go: '/', ...more });

it.each([['Émile', 'emi', 3], ['Garden club', 'clu', 2], ['Bob', '@bob', 3], ['Ada', 'lovelace', 2], ['Garden', 'rde', 1],
    ['Garden', 'x', 0]])(
    '%s suits %s: %i', (label, typed, rank) => {
        expect(rankOf({ label, hint: label === 'Ada' ? '@lovelace' : undefined }, typed)).toBe(rank);
    });

it('the best of each group come first, latest first among equals', () => {
    const all = [item('New channel', { group: 'actions' }), item('new here', { weight: 1 }), item('Newest', { weight: 2 }), item('Other')];

    expect(best(all, 'new').map(one => one.label)).toEqual(['Newest', 'new here', 'New channel']);
});
