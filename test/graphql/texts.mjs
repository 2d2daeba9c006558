// Texts that are nearly documents: what the engine's lexer and parser refuse, and where, beside the reference implementation.
import { readFileSync } from 'node:fs';
import { buildSchema, parse } from 'graphql';
import { assert, holds, verdict } from './cases.mjs';
import { Chance } from './chance.mjs';
import { Documents } from './documents.mjs';
import { Engine } from './engine.mjs';

const [program, many = 6000, seed = 0] = process.argv.slice(2);
const engine = new Engine(program);
const wellFormed = (text) => !/\p{Surrogate}/u.test(text);           // Node.js 18 has no isWellFormed

const PIECES = ['{', '}', '(', ')', '[', ']', '!', '$', '&', ':', '=', '@', '|', '...', '..', '.', '"', '"""', '\\"""', '\\', '\\u00e9', '\\u{1F600}', '\\uD83D', '\\uDE00', '\\uD83D\\uDE00',
    '\\u{D800}', '\\x', '#', ',', ' ', '\n', '\r\n', '\r', '\t', '\ufeff', '0', '00', '-', '-0', '1.', '.5', '1e', '1e+', '1E5', '1a', '0x1', '1.5.2', 'é', '\u{1F600}', '?', "'", 'on', 'true', 'null',
    'fragment', 'query', 'mutation', 'subscription', 'on on', '"d" ', '$v', '_', 'a: b', '{a:1}', '[]', '\u0007', '%', '~', '`', '<', '/'];

// Some pieces put in, taken out, or put in the place of others.
function spoiled(chance, text) {
    for (let i = 1 + chance.below(3); i; i--) {
        const at = chance.below(text.length + 1), to = at + (chance.in(2) ? 0 : chance.below(4));
        text = text.slice(0, at) + (chance.in(4) ? '' : chance.of(PIECES)) + text.slice(to);
    }
    return text;
}

function refusedAt(text) {
    try {
        const document = parse(text, { maxTokens: 10000 });
        const other = document.definitions.find(one => !['OperationDefinition', 'FragmentDefinition'].includes(one.kind));
        return other ? 'definition' : null;
    } catch (problem) {
        return `${problem.locations[0].line}:${problem.locations[0].column}`;
    }
}

await holds(`${many} texts that are nearly documents are refused, or not, at the same place`, async () => {
    const text = readFileSync(new URL('zoo.graphql', import.meta.url), 'utf8'), schema = buildSchema(text), chance = new Chance(5 + Number(seed));
    const documents = new Documents(schema, chance);
    let refused = 0;

    await engine.schema(text);
    for (let i = 0; i < many; i++) {
        const source = spoiled(chance, documents.document());
        if (!wellFormed(source) || source.includes('\0'))
            continue;
        const theirs = refusedAt(source), ours = (await engine.document(source)).find(error => error.extensions.code === 'GRAPHQL_PARSE_FAILED');
        const told = `${JSON.stringify(source)}\nours: ${JSON.stringify(ours)}\ntheirs: ${theirs}`;
        refused += theirs !== null;
        assert.equal(ours !== undefined, theirs !== null, told);
        if (ours && theirs !== 'definition')
            assert.equal(`${ours.locations[0].line}:${ours.locations[0].column}`, theirs, told);
    }
    console.log(`# ${refused} of ${many} refused`);
});
engine.close();
verdict();
