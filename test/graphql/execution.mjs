// Execution beside the reference implementation: documents and variables made by chance, on the same data (driver_data.c).
import { readFileSync } from 'node:fs';
import {
    buildClientSchema, buildSchema, executeSync, getIntrospectionQuery, getNamedType, getNullableType, isAbstractType, isEnumType, isInputObjectType,
    isLeafType, isListType, isNonNullType, parse, printSchema, typeFromAST, validate,
} from 'graphql';
import { assert, holds, verdict } from './cases.mjs';
import { Chance } from './chance.mjs';
import { Documents } from './documents.mjs';
import { Engine } from './engine.mjs';

const [program, many = 2000, seed = 0] = process.argv.slice(2);
const engine = new Engine(program);

function mixed(seed, text) {
    let h = (seed ^ 2166136261) >>> 0;
    for (const byte of Buffer.from(text))
        h = Math.imul(h ^ byte, 16777619) >>> 0;
    return (h ^ h >>> 15) >>> 0;
}

function say(type, value) {
    type = getNullableType(type);
    if (value === null)
        return 'n';
    if (isListType(type))
        return `[${value.map(item => say(type.ofType, item)).join('')}]`;
    if (isInputObjectType(type))
        return Object.values(type.getFields()).map(field => field.name in value ? field.name + say(field.type, value[field.name]) : '').join('');
    if (type.name === 'Float' || (!isEnumType(type) && !['Int', 'String', 'Boolean', 'ID'].includes(type.name)))
        return 'x';
    return typeof value === 'boolean' ? (value ? 't' : 'f') : String(value);
}

function leaf(type, h) {
    if (isNonNullType(type) ? h % 31 === 0 : h % 7 === 0)
        return null;
    type = getNullableType(type);
    if (isListType(type))
        return Array.from({ length: h % 3 }, (_, i) => leaf(getNullableType(type.ofType), 1 + (h + i) % 5));
    if (isEnumType(type))
        return type.getValues()[h % type.getValues().length].name;
    return { Int: h % 1000, Float: h % 1000 + 0.5, Boolean: h % 2 === 1 }[type.name] ?? `s${h % 1000}`;
}

const typed = (type, seed, h) => ({ seed, type: isAbstractType(type) ? info => info.schema.getPossibleTypes(type)[h % info.schema.getPossibleTypes(type).length].name : null });
const whole = n => Math.floor(n);

function resolve(source, args, _, info) {
    const field = info.parentType.getFields()[info.fieldName];
    const place = field.name + field.args.map(arg => arg.name in args ? arg.name + say(arg.type, args[arg.name]) : '').join('');
    const h = mixed(source.seed, place), named = getNamedType(field.type);
    if (h % 23 === 0)
        throw new Error(`Failed at ${h}.`);
    if (isLeafType(named))
        return leaf(field.type, whole(h / 64));
    if (whole(h / 32) % 8 === 0)
        return null;
    if (!isListType(getNullableType(field.type)))
        return typed(named, h, whole(h / 16));
    return Array.from({ length: whole(h / 64) % 4 }, (_, i) => {
        const each = (h + i * 977) >>> 0;
        return whole(each / 8) % 9 === 0 ? null : typed(named, each, whole(each / 16));
    });
}

const executed = (schema, document, variableValues) => executeSync({
    schema, document, variableValues, rootValue: { seed: 42 }, fieldResolver: resolve, typeResolver: (value, _, info) => value.type(info),
});

// JSON for variables of the types that the document declares, now and then wrong.
function given(schema, chance, type, rate) {
    if (rate && chance.in(rate))
        return chance.of([null, 1.5, 'x', [], {}, true, 3e9, [null], { id: null }]);
    if (!isNonNullType(type) && chance.in(5))
        return null;
    type = getNullableType(type);
    if (isListType(type))
        return chance.in(6) ? given(schema, chance, type.ofType, rate) : chance.times(3, () => given(schema, chance, type.ofType, rate));
    if (isInputObjectType(type)) {
        const fields = Object.values(type.getFields());
        const chosen = type.isOneOf ? [chance.of(fields)] : fields.filter(field => isNonNullType(field.type) || chance.in(3));
        return Object.fromEntries(chosen.map(field => [field.name, isInputObjectType(getNamedType(field.type)) && chance.in(2) && !isNonNullType(field.type) ? null
            : given(schema, chance, type.isOneOf ? getNullableType(field.type) : field.type, rate)]));
    }
    if (isEnumType(type))
        return chance.of(type.getValues()).name;
    return chance.of({ Int: [1, -7, 2.0], Float: [1.5, 2, 1e10], String: ['a', 'é\n"'], Boolean: [true, false], ID: ['x', 7] }[type.name] ?? ['x', 1, [1]]);
}

function variablesFor(schema, chance, document, rate) {
    const all = document.definitions.find(one => one.kind === 'OperationDefinition').variableDefinitions ?? [];
    return Object.fromEntries(all.filter(one => one.type.kind === 'NonNullType' || chance.in(2))
        .map(one => [one.variable.name.value, given(schema, chance, typeFromAST(schema, one.type), rate)]));
}

const path = error => JSON.stringify(error.path ?? null);

async function same(schema, text, document, variables) {
    const theirs = JSON.parse(JSON.stringify(executed(schema, document, variables)));
    const ours = await engine.ask('E', text, JSON.stringify(variables));
    const told = `${text}\n${JSON.stringify(variables)}\nours: ${JSON.stringify(ours)}\ntheirs: ${JSON.stringify(theirs)}`;
    assert.equal(JSON.stringify(ours.data), JSON.stringify(theirs.data), told);
    if (!('data' in theirs))
        return assert.ok(ours.errors?.length, told);
    const known = new Set((ours.errors ?? []).map(path));
    for (const error of theirs.errors ?? [])
        assert.ok(known.has(path(error)), `an error that is not told: ${JSON.stringify(error)}\n${told}`);
    assert.equal((ours.errors?.length ?? 0) > 0, (theirs.errors?.length ?? 0) > 0, told);
}

for (const name of ['zoo', 'posts']) {
    const text = readFileSync(new URL(`${name}.graphql`, import.meta.url), 'utf8'), schema = buildSchema(text);

    await holds(`the schema ${name} is taken`, async () => assert.deepEqual(await engine.schema(text), []));
    for (const rate of [0, 20])
        await holds(`${many} documents for ${name}, ${rate ? 'with some wrong variables' : 'with variables'}, are answered the same`, async () => {
            const chance = new Chance(rate + 77 + Number(seed)), documents = new Documents(schema, chance);
            for (let i = 0; i < many;) {
                const source = documents.document(), document = parse(source);
                if (source.startsWith('subscription') || validate(schema, document).length)
                    continue;
                await same(schema, source, document, variablesFor(schema, chance, document, rate));
                i++;
            }
        });

    await holds(`the schema ${name} can be looked into`, async () => {
        const query = getIntrospectionQuery({ specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true });
        const ours = (await engine.ask('E', query, '')).data, theirs = JSON.parse(JSON.stringify(executed(schema, parse(query)).data));
        assert.equal(printSchema(buildClientSchema(ours)), printSchema(schema));
        const plain = result => JSON.stringify(result, (key, value) => value?.name?.startsWith?.('__') || ['String', 'Int', 'Float', 'ID', 'Boolean', 'skip', 'include', 'deprecated',
            'specifiedBy', 'oneOf'].includes(value?.name) ? { ...value, description: null, fields: value.fields?.map(bare), args: value.args?.map(bare), enumValues: value.enumValues?.map(bare) } : value);
        const bare = one => ({ ...one, description: null });
        assert.deepEqual(JSON.parse(plain(ours)), JSON.parse(plain(theirs)));
        assert.equal(plain(ours), plain(theirs));
    });
}
engine.close();
verdict();
