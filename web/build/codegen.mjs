/*
 * What the client asks, from the documents beside its components (src/**\/*.graphql) and the schema that the server publishes:
 *
 *   src/generated/types.ts               the types of all results and variables
 *   src/generated/features/x/Y.ts        for features/x/Y.graphql: `YDocument` of each operation, `YFragmentDoc` of each fragment
 *   src/generated/possible-types.ts      which types an interface or union has
 *   src/generated/pages.ts               the operations whose names end with Page, each loaded when it is needed
 *   src/generated/queries.json           their text: what the server answers beforehand
 *
 * A document that the schema does not allow stops the build. Names of fragments and operations are one of a kind.
 */
import { codegen } from '@graphql-codegen/core';
import * as types from '@graphql-codegen/typescript';
import * as operations from '@graphql-codegen/typescript-operations';
import { buildSchema, isAbstractType, Kind, parse, print, validate, visit } from 'graphql';
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

const root = new URL('../src/', import.meta.url).pathname, out = join(root, 'generated');
const sdl = readFileSync(new URL('../../src/api/graphql/schema.graphql', import.meta.url), 'utf8');

function stop(words) {
    console.error(`error: ${words}`);
    process.exit(1);
}

function files(at, found = []) {
    for (const name of readdirSync(at).sort()) {
        const path = join(at, name);
        if (statSync(path).isDirectory())
            name === 'generated' || files(path, found);
        else if (name.endsWith('.graphql'))
            found.push(path);
    }
    return found;
}

/* As Apollo asks: with the type of each object that is not the operation itself. */
const withTypes = document => visit(document, {
    SelectionSet(node, _key, parent) {
        const has = node.selections.some(one => one.kind === Kind.FIELD && one.name.value === '__typename');
        if (parent.kind === Kind.OPERATION_DEFINITION || has)
            return undefined;
        return { ...node, selections: [...node.selections, { kind: Kind.FIELD, name: { kind: Kind.NAME, value: '__typename' } }] };
    },
});

const schema = buildSchema(sdl);
const documents = files(root).map(path => ({ path, document: withTypes(parse(readFileSync(path, 'utf8'), { noLocation: true })) }));
const home = new Map();            /* the file of each fragment and operation */
for (const { path, document } of documents)
    for (const one of document.definitions) {
        if (home.has(one.name?.value))
            stop(`${relative(root, path)}: ${one.name.value} is in ${relative(root, home.get(one.name.value))} too`);
        if (!one.name)
            stop(`${relative(root, path)}: an operation has no name`);
        home.set(one.name.value, path);
    }
const all = { kind: Kind.DOCUMENT, definitions: documents.flatMap(({ document }) => document.definitions) };
const unused = /is never used/;
for (const problem of validate(schema, all).filter(({ message }) => !unused.test(message)))
    stop(problem.message);

/* What did not change is not touched, so that a server for development reloads nothing for it. */
const written = new Set();
function put(path, text) {
    written.add(path);
    mkdirSync(dirname(path), { recursive: true });
    if (!existsSync(path) || readFileSync(path, 'utf8') !== text)
        writeFileSync(path, text);
}

put(join(out, 'types.ts'), await codegen({
    schema: parse(sdl), documents: [{ document: all }], filename: 'types.ts',
    plugins: [{ types: { onlyOperationTypes: true } }, { operations: {} }], pluginMap: { types, operations },
    config: {
        scalars: { DateTime: 'string', URL: 'string', ID: 'string' }, enumsAsTypes: true, enumType: 'string-literal', useTypeImports: true,
        skipTypeNameForRoot: true, preResolveTypes: true, dedupeFragments: true, avoidOptionals: false,
    },
}));

const spreadsOf = definition => {
    const names = new Set();
    visit(definition, { FragmentSpread(node) { names.add(node.name.value); } });
    return [...names];
};
const definitionOf = new Map(all.definitions.map(one => [one.name.value, one]));
/* All fragments that a definition needs, itself first. */
function withFragments(name, found = new Set()) {
    if (!definitionOf.has(name))
        stop(`there is no fragment ${name}`);
    if (!found.has(name)) {
        found.add(name);
        spreadsOf(definitionOf.get(name)).forEach(one => withFragments(one, found));
    }
    return [...found];
}
const isFragment = one => one.kind === Kind.FRAGMENT_DEFINITION;
const kindOf = one => one.operation[0].toUpperCase() + one.operation.slice(1);
const modulePath = path => join(out, relative(root, path).replace(/\.graphql$/, '.ts'));
const definitionName = name => `${name}Definition`;

for (const { path, document } of documents) {
    const target = modulePath(path), here = new Set(document.definitions.map(one => one.name.value)), foreign = new Map();
    for (const one of document.definitions)
        for (const name of withFragments(one.name.value).filter(name => !here.has(name)))
            foreign.set(name, home.get(name));
    const near = to => { const way = relative(dirname(target), to).replace(/\.ts$/, ''); return way.startsWith('.') ? way : `./${way}`; };
    const lines = [`/* Made from ${relative(root, path)}. */`, `import type { DefinitionNode } from 'graphql';`,
        `import type { TypedDocumentNode } from '@apollo/client';`, `import type * as types from '${near(join(out, 'types.ts'))}';`,
        ...[...foreign].map(([name, from]) => `import { ${definitionName(name)} } from '${near(modulePath(from))}';`), ''];
    for (const one of document.definitions)
        lines.push(`export const ${definitionName(one.name.value)} = ${JSON.stringify(one)} as unknown as DefinitionNode;`);
    for (const one of document.definitions) {
        const name = one.name.value, list = withFragments(name).map(definitionName).join(', ');
        const [constant, result, variables] = isFragment(one) ? [`${name}FragmentDoc`, `${name}Fragment`, 'Record<string, never>']
            : [`${name}Document`, `${name}${kindOf(one)}`, `types.${name}${kindOf(one)}Variables`];
        lines.push(`export const ${constant} = { kind: 'Document', definitions: [${list}] } as unknown as ` +
                   `TypedDocumentNode<types.${result}, ${variables}>;`);
        lines.push(`export type ${result} = types.${result};`);
        if (!isFragment(one))
            lines.push(`export type ${name}${kindOf(one)}Variables = types.${name}${kindOf(one)}Variables;`);
    }
    put(target, lines.join('\n') + '\n');
}
const pages = all.definitions.filter(one => !isFragment(one) && one.name.value.endsWith('Page'));
put(join(out, 'queries.json'), JSON.stringify(Object.fromEntries(pages.map(one => [one.name.value,
    print({ kind: Kind.DOCUMENT, definitions: withFragments(one.name.value).map(name => definitionOf.get(name)) })])), null, 1));

const abstract = Object.values(schema.getTypeMap()).filter(type => isAbstractType(type) && !type.name.startsWith('__'));
put(join(out, 'possible-types.ts'), `/* Made from the schema. */
export const possibleTypes: Record<string, string[]> = ${JSON.stringify(Object.fromEntries(abstract.map(type => [type.name,
    schema.getPossibleTypes(type).map(one => one.name)])), null, 1)};
`);
put(join(out, 'pages.ts'), `/* Made from the documents. */
import type { DocumentNode } from 'graphql';

export const pageDocuments: Record<string, (() => Promise<DocumentNode>) | undefined> = {
${pages.map(({ name: { value } }) => `    ${value}: () => import('./${relative(root, home.get(value)).replace(/\.graphql$/, '')}')` +
    `.then(module => module.${value}Document),`).join('\n')}
};
`);

function sweep(at) {
    for (const name of readdirSync(at)) {
        const path = join(at, name);
        if (path === join(out, 'texts'))
            continue;
        if (statSync(path).isDirectory())
            sweep(path);
        else if (!written.has(path))
            rmSync(path);
    }
}
sweep(out);
