import { expect, test } from 'vitest';
import { tagsOf, writersOf, type Written } from './suggested';

const by = (id: string, ...tags: string[]): Written => ({
    author: { id, username: `u${id}`, display_name: `U ${id}`, avatar_url: null }, tags: tags.map(name => ({ name })),
});

test('writers are named once, by the first thing they wrote about', () => {
    const found = writersOf([by('1', 'birds'), by('2'), by('1', 'bread')], new Set());

    expect(found.map(one => [one.id, one.reason])).toEqual([['1', { kind: 'tag', tag: 'birds' }], ['2', { kind: 'recent' }]]);
});

test('who is known already, and posts whose author is not there, are left out', () => {
    expect(writersOf([by('1'), { author: null, tags: [] }, by('2')], new Set(['1'])).map(one => one.id)).toEqual(['2']);
});

test('tags of the newest posts stand behind those of today, each once', () => {
    expect(tagsOf([{ name: 'bread', following: true }], [by('1', 'birds', 'bread'), by('2', 'birds')])).toEqual([
        { name: 'bread', following: true }, { name: 'birds', following: false },
    ]);
});
