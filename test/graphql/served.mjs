// The schema as it is served, as text and by introspection: node served.mjs PORT
import { buildClientSchema, buildSchema, getIntrospectionQuery, isInputObjectType, isObjectType, isInterfaceType, isEnumType, printSchema,
    specifiedDirectives, validateSchema } from 'graphql';
import { assert, holds, verdict } from './cases.mjs';

const base = `http://127.0.0.1:${process.argv[2]}`;

async function introspected(options) {
    const answer = await fetch(`${base}/graphql`, {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ query: getIntrospectionQuery(options) }),
    });
    const { data, errors } = await answer.json();
    assert.equal(errors, undefined);
    return data;
}

const served = await fetch(`${base}/graphql/schema.graphql`);
const sdl = await served.text();
const everything = { specifiedByUrl: true, directiveIsRepeatable: true, schemaDescription: true, inputValueDeprecation: true, oneOf: true };

await holds('its text is a valid schema of plain text', () => {
    assert.equal(served.status, 200);
    assert.equal(served.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.deepEqual(validateSchema(buildSchema(sdl)), []);
});

await holds('what a client makes of introspection prints as its text', async () => {
    const schema = buildClientSchema(await introspected(everything));
    assert.equal(printSchema(schema).trim(), printSchema(buildSchema(sdl)).trim());
    assert.equal(printSchema(schema).trim(), sdl.trim());
});

await holds('a client that asks for less understands the answer, too', async () => {
    for (const options of [undefined, { descriptions: false }, { specifiedByUrl: true }])
        buildClientSchema(await introspected(options));
});

// The words of the elements of a schema that lack a description.
function undescribed(schema) {
    const told = [];
    const look = (name, one) => one.description?.trim() || told.push(name);
    for (const type of Object.values(schema.getTypeMap()).filter(type => !type.name.startsWith('__'))) {
        look(type.name, type);
        if (isEnumType(type))
            type.getValues().forEach(value => look(`${type.name}.${value.name}`, value));
        if (isObjectType(type) || isInterfaceType(type) || isInputObjectType(type)) {
            for (const field of Object.values(type.getFields())) {
                look(`${type.name}.${field.name}`, field);
                field.args?.forEach(arg => look(`${type.name}.${field.name}(${arg.name})`, arg));
            }
        }
    }
    const own = schema.getDirectives().filter(one => !specifiedDirectives.some(other => other.name === one.name));
    own.forEach(one => look(`@${one.name}`, one));
    return told;
}

await holds('everything in it has a description', () => {
    assert.deepEqual(undescribed(buildSchema(sdl)), []);
});

verdict();
