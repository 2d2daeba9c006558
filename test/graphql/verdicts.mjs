// The engine's verdict on documents made by chance, beside that of the reference implementation.
import { readFileSync } from 'node:fs';
import { buildSchema, parse, specifiedRules, validate } from 'graphql';
import { assert, holds, verdict } from './cases.mjs';
import { Chance } from './chance.mjs';
import { Documents } from './documents.mjs';
import { Engine } from './engine.mjs';

const [program, many = 3000, seed = 0] = process.argv.slice(2);
const engine = new Engine(program);

// How deep introspection may go is one of the engine's limits, and no matter of validity there.
const RULES = specifiedRules.filter(rule => rule.name !== 'MaxIntrospectionDepthRule');

// null where it has no verdict: in a subscription it evaluates @skip, and throws if that cannot be done.
function judged(schema, text) {
    let document;
    try {
        document = parse(text);
    } catch (problem) {
        return [problem];
    }
    try {
        return validate(schema, document, RULES, { maxErrors: 100000 });
    } catch {
        return null;
    }
}

const places = errors => errors.flatMap(error => error.locations ?? []).map(place => `${place.line}:${place.column}`);

async function agrees(schema, text) {
    const ours = await engine.document(text), theirs = judged(schema, text);
    if (!theirs)
        return 0;
    const told = `${text}\nours: ${JSON.stringify(ours)}\ntheirs: ${theirs.map(e => `${e.message} ${places([e])}`).join('\n')}`;
    assert.equal(ours.length > 0, theirs.length > 0, told);
    const known = new Set(places(theirs));
    for (const error of ours)
        assert.ok(!error.locations || known.has(places([error])[0]) , `a place that the reference does not point at: ${JSON.stringify(error)}\n${told}`);
    return theirs.length;
}

// What chance rarely makes.
const SPECIAL = [
    'subscription { ticks }', 'subscription { nothing(x: $y) }', 'mutation { nothing }', 'mutation ($x: Int) { a }', '{ __typename }', '{ __schema { types { name } } __type(name: "X") { fields { name } } }',
    '{ me { __type(name: "X") { name } } }', 'query ($a: [[[Int]]]) { echo }', 'query ($a: Float, $b: Nothing, $c: [ID!]!) { __typename }', '{ echo(real: 1e999 number: -0) }', '{ echo(id: 1.0) }', '{ echo(id: -5) }',
    '{ echo(text: RED) }', '{ echo(kind: "SMALL") }', '{ echo(kind: true) }', '{ echo(flag: 1) }', '{ echo(any: {a: {b: [$x]}}) }', 'query ($x: Int) { echo(any: {a: {b: [$x]}}) }', 'query ($x: Any) { echo(any: [$x, {b: $x}]) }',
    'query ($x: Int, $x: Int) { echo(number: $x) }', 'query ($x: Int = null) { echo(number: $x) }', 'query ($x: Int! = null) { echo(number: $x) }', 'query ($x: Int! = 1) { echo(number: $x) }', 'query ($x: [Int!]) { echo(list: $x) }', 'query ($x: Int) { echo(list: $x) }',
    'query ($x: Int) { echo(list: [$x]) }', 'query ($x: Where) { echo(where: {all: [$x]}) }', 'query ($x: String) { echo(where: {tag: $x}) }', 'query ($x: Int) { echo(where: {age: {from: $x}}) }',
    'query ($k: ID) { find(by: {id: $k}) { id } }', 'query ($k: ID) { findAll(or: {id: $k}) { id } }', 'query ($k: ID!) { findAll(by: [{id: $k}]) { id } }', '{ find(by: {}) { id } }', '{ find(by: {id: 1, id: 2}) { id } }',
    '{ me { ...F } } fragment F on Person { ...F }', '{ me { ...F } } fragment F on Person { friends { ...G } } fragment G on Being { ... on Person { ...F } }', 'fragment F on Query { echo }', '{ ...F ...F } fragment F on Query { me { id } } fragment F on Query { echo }',
    '{ node(id: 1) { ... on Being { friends { id } } ... on Person { friends { id } } } }', '{ node(id: 1) { ... on Dog { age } ... on Person { age } } }', '{ node(id: 1) { ... on Box { x: name } ... on Person { x: name } } }',
    '{ node(id: 1) { ... on Box { x: __typename } ... on Cat { x: age } } }', '{ things { ... on Person { best { x: id } } ... on Dog { best: owner { x: age } } } }', '{ a: me { id } a: node(id: 1) { id } }', '{ me { x: name(trim: 1) x: name(trim: 1) } }',
    '{ me { x: name(trim: 1, upper: true) x: name(upper: true, trim: 1) } }', '{ x: echo(text: "a") x: echo(text: """a""") }', '{ x: echo(real: 1.0) x: echo(real: 1.00) }', '{ x: echo(where: {name: "a", tag: "b"}) x: echo(where: {tag: "b", name: "a"}) }',
    'query Q @tag @tag @tag(level: 1) { echo @tag @once @once }', 'query @skip(if: true) { echo }', '{ echo @skip(if: true) @include(if: false) }', '{ echo @skip(if: null) }', 'subscription { ticks ticks }', 'subscription { ticks a: ticks }',
    'subscription { ...F } fragment F on Subscription { ticks renamed { id } }', 'subscription { __typename }', 'subscription { ticks a: ticks @skip(if: true) }', 'query A { echo } query A { echo }', '{ echo } { echo }', 'query A { echo } { echo }',
    '{ ... on Kind { x } }', '{ ... on Where { name } }', '{ me { ... { id } ... @include(if: true) { name } } }', '{ me { ... on Thing { ... on Pet { ... on Person { id } } } } }', '{ ... on Mutation { drop(input: {id: 1}) } }', '{ me { name { first } } }',
];

for (const name of ['zoo', 'posts']) {
    const text = readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8'), schema = buildSchema(text);

    await holds(`the schema ${name} is taken`, async () => assert.deepEqual(await engine.schema(text), []));
    await holds(`documents that are special have the same verdict for ${name}`, async () => {
        for (const one of SPECIAL)
            await agrees(schema, one);
    });
    for (const rate of [0, 100, 30, 8])
        await holds(`${many} documents for ${name}, ${rate ? `with a fault in about ${rate} choices` : 'valid'}, have the same verdict`, async () => {
            const documents = new Documents(schema, new Chance(rate + 1 + Number(seed)), rate);
            let refused = 0;
            for (let i = 0; i < many; i++)
                refused += await agrees(schema, documents.document()) > 0;
            console.log(`# ${refused} of ${many} refused`);
        });
}
// Texts that define types are not documents for the engine, and no rule is asked about them.
await holds('the documents break every rule', async () => {
    const schema = buildSchema(readFileSync(new URL('zoo.graphql', import.meta.url), 'utf8'));
    const left = new Map(RULES.filter(rule => rule.name !== 'ExecutableDefinitionsRule').map(rule => [rule.name, rule]));
    const documents = new Documents(schema, new Chance(31), 30), made = Array.from({ length: 1500 }, () => documents.document());

    for (const text of [...SPECIAL, ...made])
        for (const [name, rule] of left)
            try {
                if (validate(schema, parse(text), [rule]).length)
                    left.delete(name);
            } catch {
                continue;
            }
    assert.deepEqual([...left.keys()], []);
});
engine.close();
verdict();
