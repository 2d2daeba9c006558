import { execFile } from 'node:child_process';
import { resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defaultClientConditions, type HtmlTagDescriptor, type Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const FIRST = 'src/data/first.ts', LATER = 'src/data/later.ts', WORKER = 'src/worker/sw.ts';

/** The script that runs before the first paint: a plain one, so that the page waits for it. */
function first(): Plugin {
    const tag = (src: string): HtmlTagDescriptor[] => [{ tag: 'script', attrs: { src }, injectTo: 'head-prepend' }];

    return {
        name: 'first',
        transformIndexHtml: {
            order: 'post',
            handler: (_html, { bundle }) => {
                const made = Object.values(bundle ?? {}).find(one => one.type === 'chunk' && one.facadeModuleId?.endsWith(FIRST));
                return tag(`/${made?.fileName ?? FIRST}`);
            },
        },
    };
}

/** Parts of packages that are larger than what the client needs of them, and what stands in their place. */
const LEAN: Record<string, string> = {
    'graphql/language/printer.mjs': 'src/lean/print.ts',
    'lucide-react/dist/esm/createLucideIcon.mjs': 'src/lean/createLucideIcon.ts',
};

function lean(): Plugin {
    return {
        name: 'lean',
        apply: 'build',
        enforce: 'pre',
        async resolveId(source, importer, options) {
            const found = importer?.includes('node_modules') ? await this.resolve(source, importer, { ...options, skipSelf: true }) : null;
            const own = Object.keys(LEAN).find(end => found?.id.endsWith(`/node_modules/${end}`));

            return own ? resolve(LEAN[own]!) : found;
        },
    };
}

/** Documents and texts are made again when they change. */
function generated(): Plugin {
    const made: [RegExp, string][] = [[/\.graphql$/, 'build/codegen.mjs'], [/\/texts\/\w+\.txt$/, 'build/texts.mjs']];

    return {
        name: 'generated',
        configureServer({ watcher, config }) {
            watcher.on('all', (_event, path) => {
                const program = made.find(([pattern]) => pattern.test(path))?.[1];
                if (program)
                    execFile('node', [program], (error, _out, said) => error && config.logger.error(said));
            });
        },
    };
}

export default defineConfig({
    plugins: [react(), first(), lean(), generated()],
    resolve: { conditions: ['es2015', ...defaultClientConditions] },
    build: {
        target: 'es2022',
        outDir: process.env.KITH_WEB_OUT ?? 'dist',
        emptyOutDir: true,
        manifest: true,
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
        reportCompressedSize: false,
        rollupOptions: {
            input: { index: 'index.html', first: FIRST, later: LATER, sw: WORKER },
            output: { entryFileNames: ({ name }) => name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js' },
        },
    },
    server: { proxy: { '/api': { target: process.env.KITH ?? 'http://127.0.0.1:8080', ws: true } } },
    test: { setupFiles: ['build/vitest-setup.ts'], include: ['src/**/*.test.{ts,tsx}'], exclude: ['src/realtime/**'] },
});
