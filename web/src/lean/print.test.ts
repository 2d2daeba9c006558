import { parse, stripIgnoredCharacters, print as longPrint } from 'graphql';
import { expect, test } from 'vitest';
import queries from '../generated/queries.json';
import { print } from './print';

const EVERYTHING = `query All($a: [ID!]! = ["x"], $b: In = {c: 1, d: [1.5, null], e: RED} @keep) @live(often: true) {
    one: node(id: "a \\"quoted\\" \\\\ line\\nend \\u0007 \\u2028", on: $a, with: $b) @skip(if: false) @keep { id ...Part @keep ... on User @keep { name } ... @keep { id } }
    two
}
mutation Named { do(it: {}, all: []) { ok } }
subscription S { s(n: -3) }
{ nameless }
fragment Part on Node @keep { id }`;

const sameness = (text: string) => stripIgnoredCharacters(longPrint(parse(text, { noLocation: true })));

test('what it prints means the same as what the long printer prints', () => {
    for (const text of [EVERYTHING, ...Object.values(queries)])
        expect(sameness(print(parse(text)))).toBe(sameness(text));
});

test('what is part of no operation is refused', () => {
    expect(() => print(parse('type A { b: Int }'))).toThrow();
});
