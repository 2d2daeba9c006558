// The engine's verdict on documents made by chance, beside that of the reference implementation.
import { readFileSync } from 'node:fs';
import { buildSchema, parse, validate } from 'graphql';
import { assert, holds, verdict } from './cases.mjs';
import { Chance } from './chance.mjs';
import { Documents } from './documents.mjs';
import { Engine } from './engine.mjs';

const [program, many = 4000, seed = 0] = process.argv.slice(2);
const engine = new Engine(program);

// null where it has no verdict: in a subscription it evaluates @skip, and throws if that cannot be done.
function judged(schema, text) {
    let document;
    try {
        document = parse(text);
    } catch (problem) {
        return [problem];
    }
    try {
        return validate(schema, document);
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

for (const name of ['zoo', 'posts']) {
    const text = readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8'), schema = buildSchema(text);

    await holds(`the schema ${name} is taken`, async () => assert.deepEqual(await engine.schema(text), []));
    for (const rate of [0, 100, 30, 8])
        await holds(`${many} documents for ${name}, ${rate ? `with a fault in about ${rate} choices` : 'valid'}, have the same verdict`, async () => {
            const documents = new Documents(schema, new Chance(rate + 1 + Number(seed)), rate);
            let refused = 0;
            for (let i = 0; i < many; i++)
                refused += await agrees(schema, documents.document()) > 0;
            console.log(`# ${refused} of ${many} refused`);
        });
}
engine.close();
verdict();
