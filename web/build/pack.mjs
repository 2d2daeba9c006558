/*
 * What `vite build` made, ready to be served: pack.mjs FOLDER. Beside each file that compresses, X.br and X.gz; pack.json names all
 * files (path, type, whether the name has a hash and the forms are there) and what a page loads; shell.html is the page itself. The
 * service worker learns the names of all files.
 */
import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { extname, join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const types = {
    '.js': 'text/javascript; charset=utf-8', '.css': 'text/css; charset=utf-8', '.svg': 'image/svg+xml', '.png': 'image/png',
    '.woff2': 'font/woff2', '.html': 'text/html; charset=utf-8', '.webmanifest': 'application/manifest+json', '.json': 'application/json', '.ico': 'image/x-icon',
};
const compresses = new Set(['.js', '.css', '.svg', '.webmanifest', '.json', '.html']);
const folder = process.argv[2];

function files(at, found = []) {
    for (const name of readdirSync(at).sort()) {
        const path = join(at, name);
        if (statSync(path).isDirectory())
            name.startsWith('.') || files(path, found);
        else
            found.push(path);
    }
    return found;
}

function stop(words) {
    console.error(`error: ${words}`);
    process.exit(1);
}

const manifest = JSON.parse(readFileSync(join(folder, '.vite/manifest.json'), 'utf8'));
const main = manifest['index.html'], later = manifest['src/data/later.ts'];

/* All that stands before the first render: the entry and what it imports at once. */
function withImports(chunk, found = new Set()) {
    if (!found.has(chunk)) {
        found.add(chunk);
        (chunk.imports ?? []).forEach(name => withImports(manifest[name], found));
    }
    return [...found];
}

function packed(path) {
    const name = relative(folder, path), end = extname(name), data = readFileSync(path);
    if (!types[end])
        stop(`${name}: pack.mjs knows no type for ${end}`);
    const coded = compresses.has(end) && data.length >= 512;
    if (coded) {
        const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: data.length };
        writeFileSync(`${path}.br`, brotliCompressSync(data, { params }));
        writeFileSync(`${path}.gz`, gzipSync(data, { level: 9 }));
    }
    return { name, path: `/${name}`, type: types[end], hashed: name.startsWith('assets/'), coded };
}

renameSync(join(folder, 'index.html'), join(folder, 'shell.html'));
const languages = () => Object.entries(manifest).flatMap(([key, chunk]) => {
    const language = /^src\/generated\/texts\/(\w+)\.ts$/.exec(key)?.[1];
    return language ? [{ name: language, module: `/${chunk.file}` }] : [];
});

const chunks = withImports(main);
const page = {
    later: `/${later.file}`, script: `/${main.file}`,
    styles: [...new Set(chunks.flatMap(chunk => chunk.css ?? []))].map(name => `/${name}`),
    modules: chunks.slice(1).map(chunk => `/${chunk.file}`),
    languages: languages(),
};
const kept = files(join(folder, 'assets')).filter(path => /\.(js|css)$/.test(path)).map(path => `/${relative(folder, path)}`);
const worker = join(folder, 'sw.js'), text = readFileSync(worker, 'utf8');
if (/\bimport\b/.test(text) || !text.includes('__KITH_FILES__'))
    stop('sw.js is to be one file, with a place for the names of all others');
writeFileSync(worker, text.replace('__KITH_FILES__', JSON.stringify(kept)));
const all = files(folder).map(packed);
rmSync(join(folder, '.vite'), { recursive: true });
writeFileSync(join(folder, 'pack.json'), JSON.stringify({ page, files: all }, null, 1));
