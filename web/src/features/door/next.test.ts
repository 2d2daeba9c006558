import { expect, test } from 'vitest';
import { nextOf, withNext } from './next';

test('the goal is a path of this server, and survives the way', () => {
    expect(nextOf('?next=%2Finvite%2Fabc')).toBe('/invite/abc');
    expect(nextOf(withNext('/join', '/tag/a?b=c&d').slice('/join'.length))).toBe('/tag/a?b=c&d');
    expect(withNext('/join', '/')).toBe('/join');
});

test('a goal elsewhere is the home page', () => {
    for (const next of ['', 'https://evil.example', '//evil.example', '/\\evil.example', 'javascript:alert(1)'])
        expect(nextOf(`?next=${encodeURIComponent(next)}`), next).toBe('/');
});
