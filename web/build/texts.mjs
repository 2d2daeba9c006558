/*
 * The client's texts from its catalogues, in the format of src/i18n: every src/<room>/texts/<language>.txt, and those of features.
 * Writes src/generated/texts/<language>.ts and keys.ts. A key or placeholder that one language lacks or adds stops the build, and so
 * does a plural with another number of forms than its language has, and a text that nothing uses: keys stand in the source in full.
 * Texts of features that load when they are first needed (LATER) are in texts/later/<language>.ts, and come with them (data/text.tsx);
 * what the files beside their names say is of the first screen all the same: the frame shows it.
 */
import { mkdirSync, readFileSync, writeFileSync, existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';

/* Forms of a number, in CLDR's order (zero one two few many other), as each language has them. */
const FORMS = { en: ['one', 'other'], de: ['one', 'other'], ar: ['zero', 'one', 'two', 'few', 'many', 'other'] };
const FIRST = 'en';
const LATER = {
    'features/chat': ['index.ts'], 'features/compose': ['index.ts', 'ComposerDialog.tsx', 'pending/PendingPosts.tsx'], 'features/door': ['bar/ConfirmBar.tsx', 'bar/LeavingBar.tsx'], 'features/media': [],
    'features/settings': ['index.ts'], 'features/stories': [], 'features/thread': [],
};
const ENTRY = /^([a-z][a-zA-Z0-9_.]*) =(?: (.*))?$/;
const HOLDER = /^([a-zA-Z]+)(?::(.+))?$/;
const root = new URL('../src', import.meta.url).pathname;

function stop(words) {
    console.error(`error: ${words}`);
    process.exit(1);
}

function folders(at, found = []) {
    for (const name of readdirSync(at)) {
        const path = join(at, name);
        if (!statSync(path).isDirectory() || name === 'generated')
            continue;
        if (name === 'texts')
            found.push(path);
        else
            folders(path, found);
    }
    return found;
}

/* Lines that are indented by four spaces continue a text. */
function entries(path) {
    const texts = new Map();
    let key = null;
    readFileSync(path, 'utf8').split('\n').forEach((line, n) => {
        if (line.startsWith('    ') && key)
            texts.set(key, texts.get(key) === '' ? line.slice(4) : `${texts.get(key)}\n${line.slice(4)}`);
        else if (!line.trim() || line.startsWith('#'))
            key = null;
        else {
            const entry = ENTRY.exec(line);
            if (!entry)
                stop(`${path}:${n + 1}: neither \`key = text\` nor indented by four spaces: ${line}`);
            key = entry[1];
            if (texts.has(key))
                stop(`${path}:${n + 1}: ${key} occurs twice`);
            texts.set(key, entry[2] ?? '');
        }
    });
    return texts;
}

/* A text as what it is made of: words, ['name'], or ['name', form, form...]. */
function pieces(path, key, text, language) {
    const found = [];
    let at = 0;
    for (const brace of text.matchAll(/\{([^{}]*)\}|[{}]/g)) {
        const holder = brace[1] === undefined ? null : HOLDER.exec(brace[1]);
        if (!holder)
            stop(`${path}: ${key}: ${brace[0]} is not a placeholder such as {name} or {count:# post|# posts}`);
        const forms = holder[2]?.split('|') ?? [];
        if (forms.length && forms.length !== FORMS[language].length)
            stop(`${path}: ${key}: {${holder[1]}} has ${forms.length} forms; this language has ${FORMS[language].join(', ')}`);
        if (brace.index > at)
            found.push(text.slice(at, brace.index));
        found.push([holder[1], ...forms]);
        at = brace.index + brace[0].length;
    }
    if (at < text.length)
        found.push(text.slice(at));
    return found.length === 1 && typeof found[0] === 'string' ? found[0] : found;
}

const namesOf = made => typeof made === 'string' ? [] : [...new Set(made.filter(Array.isArray).map(piece => piece[0]))].sort();

const later = new Set();

const quotedIn = path => new Set([...readFileSync(path, 'utf8').matchAll(/'([a-z][\w.]*)'/g)].map(([, words]) => words));

function languageOf(language) {
    const all = new Map();
    for (const folder of folders(root)) {
        const first = LATER[dirname(relative(root, folder))];
        const named = first && new Set(first.flatMap(name => [...quotedIn(join(dirname(folder), name))]));
        const path = join(folder, `${language}.txt`);
        if (!existsSync(path))
            stop(`${relative(root, path)} is missing`);
        for (const [key, text] of entries(path)) {
            if (all.has(key))
                stop(`${path}: ${key} is in another catalogue too`);
            if (!text)
                stop(`${path}: ${key} has no text`);
            all.set(key, pieces(relative(root, path), key, text, language));
            if (named && !named.has(key))
                later.add(key);
        }
    }
    return all;
}

function compare(first, other, language) {
    for (const [key, made] of first) {
        if (!other.has(key))
            stop(`${language}: ${key} is missing`);
        if (String(namesOf(made)) !== String(namesOf(other.get(key))))
            stop(`${language}: ${key} has other placeholders than ${FIRST}`);
    }
    for (const key of other.keys())
        if (!first.has(key))
            stop(`${language}: ${key} is not in ${FIRST}`);
}

/* What stands in quotes anywhere in the source. */
function quoted(at, found = new Set()) {
    for (const name of readdirSync(at)) {
        const path = join(at, name);
        if (statSync(path).isDirectory())
            name === 'generated' || quoted(path, found);
        else if (/\.tsx?$/.test(name))
            quotedIn(path).forEach(words => found.add(words));
    }
    return found;
}

const out = join(root, 'generated/texts');
const first = languageOf(FIRST);
mkdirSync(join(out, 'later'), { recursive: true });
for (const language of Object.keys(FORMS)) {
    const texts = language === FIRST ? first : languageOf(language);
    compare(first, texts, language);
    for (const isLater of [false, true]) {
        const some = [...texts].filter(([key]) => later.has(key) === isLater), type = isLater ? 'LaterTexts' : 'FirstTexts';
        writeFileSync(join(out, isLater ? 'later' : '', `${language}.ts`),
            `import type { ${type} } from '${isLater ? '../' : './'}keys';\n\nexport const texts: ${type} = ${JSON.stringify(Object.fromEntries(some), null, 1)};\n`);
    }
}
const isPlural = (made, name) => made.some(piece => piece[0] === name && piece.length > 1);
const argsOf = made => namesOf(made).map(name => `${name}: ${isPlural(made, name) ? 'number' : 'string | number'}`).join('; ');
writeFileSync(join(out, 'keys.ts'), `/* Made from the catalogues. */
export type Piece = string | readonly [string, ...string[]];
export interface TextArgs {
${[...first].map(([key, made]) => `    '${key}': {${namesOf(made).length ? ` ${argsOf(made)} ` : ''}};`).join('\n')}
}
export type TextKey = keyof TextArgs;
type LaterKey = ${[...later].map(key => `'${key}'`).join(' | ') || 'never'};
export type Texts = Record<TextKey, string | readonly (string | string[])[]>;
export type FirstTexts = Omit<Texts, LaterKey>;
export type LaterTexts = Pick<Texts, LaterKey>;
export const languages = ${JSON.stringify(Object.keys(FORMS))} as const;
`);
/* Last, since what is being written may be used in a moment. */
const used = quoted(root), unused = [...first.keys()].find(key => !used.has(key));
if (unused)
    stop(`${unused} is used nowhere`);
