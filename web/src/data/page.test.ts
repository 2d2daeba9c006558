import { expect, test } from 'vitest';
import { readPage } from './page';
import { isHere } from './viewer';

const documentOf = (text: string | null, lang = 'de') => ({
    getElementById: () => text === null ? null : { textContent: text }, documentElement: { lang },
}) as unknown as Document;

test('a page says who looks at it, and what was asked already', () => {
    const viewer = { id: '1', username: 'ada' }, queries = [{ name: 'HomePage', variables: {}, data: {} }];
    expect(readPage(documentOf(JSON.stringify({ viewer, language: 'ar', queries, instance: { name: 'Tea' } }))))
        .toEqual({ viewer, language: 'ar', queries, instance: { name: 'Tea' } });
});

test('a page for nobody is not one that does not say', () => {
    expect(readPage(documentOf('{"viewer":null}')).viewer).toBeNull();
    expect(readPage(documentOf(null)).viewer).toBeUndefined();
});

test('without its JSON, or with an unknown language, a page still opens', () => {
    expect(readPage(documentOf(null))).toEqual({ viewer: undefined, instance: { name: 'Kith' }, language: 'de', queries: [] });
    expect(readPage(documentOf('{', 'fr')).language).toBe('en');
});

test('only a path of this server is one to go to after signing in', () => {
    expect(['/', '/@ada/7?x=1#a', '/settings/account'].every(isHere)).toBe(true);
    expect(['', 'https://x', '//x', '/\\x', 'javascript:1', 'settings', '/\t/x', '/\n/x', '/a\\b', '/a\u0000'].some(isHere)).toBe(false);
});
