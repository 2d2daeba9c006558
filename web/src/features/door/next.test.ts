import { expect, test } from 'vitest';
import { nextOf, withNext } from './next';

test('the goal is a path of this server, and survives the way', () => {
    expect(nextOf('?next=%2Finvite%2Fabc')).toBe('/invite/abc');
    expect(nextOf(withNext('/join', '/tag/a?b=c&d').slice('/join'.length))).toBe('/tag/a?b=c&d');
    expect(withNext('/join', '/')).toBe('/join');
});

test('a goal elsewhere is the home page', () => {
    for (const search of ['', '?next=https%3A%2F%2Fevil.example', '?next=%2F%2Fevil.example', '?next=%2F%5Cevil.example', '?next=javascript%3Aalert(1)'])
        expect(nextOf(search)).toBe('/');
});
