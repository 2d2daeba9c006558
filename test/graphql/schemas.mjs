// Schemas: what is taken and what is refused, and how it is printed, beside the reference implementation.
import { readFileSync } from 'node:fs';
import { buildSchema, printSchema, validateSchema } from 'graphql';
import { assert, holds, verdict } from './cases.mjs';
import { Engine } from './engine.mjs';

const engine = new Engine(process.argv[2]);
const read = name => readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8');

async function same(text) {
    assert.deepEqual(await engine.schema(text), []);
    assert.equal(await engine.printed(), printSchema(buildSchema(text)));
}

for (const name of ['zoo', 'posts'])
    await holds(`the schema ${name} is printed as the reference prints it`, () => same(read(name)));

const PRINTED = {
    'defaults of every kind': 'type Query { a(f: Float = 1e100, g: Float = 0.0000001, h: Float = 123456789012345680000, i: Float = 1e21, j: Float = -0.5, k: Float = 1.10, '
        + 'l: ID = "7", m: ID = "07", n: ID = -3, o: [[Int]] = 1, p: [[Int]] = [1, null, [2]], q: E = A, r: String = "\\u007f\\n\\u0001\\"", s: I = null, t: I = {b: {}}, u: Boolean = true): Int } '
        + 'enum E { A } input I { a: Int = 3, b: J, c: [J!] = {} } input J { x: Float = 4, y: [String!] = "z" }',
    'descriptions of every kind': ['"one line"', '""', '"""\n  two\n    lines\n"""', '"ends with a quote\\""', '"ends with \\\\"', '" leads with a blank"', '"tab\\t"', '"\\n leads with a line"',
        '"line\\n"', '"""\n three \\"""\n"""', '"ends with three \\"\\"\\""', '"x\\u0001"', `"${'long '.repeat(15)}"`, '"a\\n b\\n  c"', '"\\u00e9\\u{1F600}"', '"a\\rb"', '"   "']
        .map((text, i) => `${text} type T${i} { ${text} a(${text} b: Int): Int ${text} c: Int }`).join('\n') + ' type Query { a: T1 }',
    'other roots': 'schema { query: A mutation: B } type A { a: Int } type B { a: Int } "x" extend type A { b: Int }'.replace('"x" ', ''),
    'a described schema': '"what it is" schema { query: Query } type Query { a: Int }',
    'extensions': 'type Query implements N { id: ID } interface N { id: ID } extend interface N implements M { a: Int } interface M { a: Int } extend type Query implements M { a: Int } '
        + 'scalar S @specifiedBy(url: "https://example.org/\\"x\\"") input I @oneOf { a: Int } extend input I { b: Int } enum E { A } extend enum E { B @deprecated(reason: null) C @deprecated(reason: "") }',
};
for (const [name, text] of Object.entries(PRINTED))
    await holds(`${name} are printed as the reference prints them`, () => same(text));

const REFUSED = [
    'type A { a: Int }', 'type Query { a: X }', 'type Query { a: Int, a: Int }', 'type Query { a: Int } type Query { b: Int }', 'type Query { a(b: Int, b: Int): Int }', 'type Query { a: I } input I { a: Int }',
    'type Query { a(b: Query): Int }', 'type Query { a: Int @x }', 'type Query @oneOf { a: Int }', 'directive @x on FIELD directive @x on FIELD type Query { a: Int }', 'directive @x on NOWHERE type Query { a: Int }',
    'type Query { a: Int @deprecated @deprecated }', 'type Query { a: Int @deprecated(reason: 1) }', 'type Query { a: Int @deprecated(why: "x") }', 'scalar S @specifiedBy type Query { a: Int }', 'extend type X { a: Int } type Query { a: Int }',
    'extend input Query { a: Int } type Query { a: Int }', 'type Query implements N { b: Int } interface N { id: ID }', 'type Query implements N { id: ID } interface N { id: ID! }', 'type Query implements Query { a: Int }',
    'type Query implements N & N { a: Int } interface N { a: Int }', 'type Query implements N { a: Int } interface N implements M { a: Int } interface M { a: Int }', 'type Query implements N { a: Int } interface N { a(b: Int): Int }',
    'type Query implements N { a(b: Int!): Int } interface N { a: Int }', 'type Query implements N { a(b: Int!): Int } interface N { a(b: Int): Int }', 'interface N implements N { a: Int } type Query { a: Int }', 'union U type Query { a: U }',
    'union U = Query | Query type Query { a: U }', 'union U = E enum E { A } type Query { a: U }', 'enum E { A A } type Query { a: E }', 'enum E { true } type Query { a: E }', 'enum E type Query { a: E }', 'type T type Query { a: T }',
    'input I type Query { a(i: I): Int }', 'input I { i: I! } type Query { a(i: I): Int }', 'input I { j: J! } input J { i: I! } type Query { a(i: I): Int }', 'input I @oneOf { a: Int! } type Query { a(i: I): Int }',
    'input I @oneOf { a: Int = 1 } type Query { a(i: I): Int }', 'type __Q { a: Int } type Query { a: __Q }', 'type Query { __a: Int }', 'schema { query: Query } schema { query: Query } type Query { a: Int }',
    'schema { query: Query query: Query } type Query { a: Int }', 'schema { query: E } enum E { A } type Query { a: E }', 'schema { query: X }', 'type Query { a(b: Int! @deprecated): Int }', 'input I { a: Int! @deprecated } type Query { a(i: I): Int }',
    'type Query { a: Int } extend type Query', 'type Query {}', 'type Query { a() : Int }', '"x"', 'query { a }', 'extend schema { query: Query } type Query { a: Int } schema { query: Query }',
];
await holds(`${REFUSED.length} schemas that the reference refuses are refused`, async () => {
    for (const text of REFUSED) {
        assert.throws(() => { const schema = buildSchema(text); if (validateSchema(schema).length) throw new Error(text); }, undefined, `the reference takes ${text}`);
        assert.notDeepEqual(await engine.schema(text), [], text);
    }
});
engine.close();
verdict();
