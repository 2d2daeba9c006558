import { expect, test } from 'vitest';
import { aStory } from '../model/testing';
import { coverOf, NONE, offered, withoutStory, withStory } from './choice';

test('what a highlight has stands first, and nothing twice', () => {
    expect(offered([aStory('2'), aStory('1')], [aStory('1'), aStory('3')]).map(({ id }) => id)).toEqual(['2', '1', '3']);
});

test('stories come last, each once, and go', () => {
    const both = withStory(withStory(withStory(NONE, '1'), '2'), '1');
    expect(both.ids).toEqual(['1', '2']);
    expect(withoutStory(both, '1').ids).toEqual(['2']);
});

test('the cover is the chosen one, as long as it is there; else the first', () => {
    const chosen = { ids: ['1', '2'], cover: '2' };
    expect(coverOf(chosen)).toBe('2');
    expect(coverOf(withoutStory(chosen, '2'))).toBe('1');
    expect(coverOf(withStory(withoutStory(chosen, '2'), '2'))).toBe('2');
    expect([coverOf({ ids: ['1'], cover: null }), coverOf(NONE)]).toEqual(['1', null]);
});
