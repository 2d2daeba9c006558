import { execFile } from 'node:child_process';
import react from '@vitejs/plugin-react';
import type { HtmlTagDescriptor, Plugin } from 'vite';
import { defineConfig } from 'vitest/config';

const FIRST = 'src/data/first.ts', WORKER = 'src/worker/sw.ts';

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
    plugins: [react(), first(), generated()],
    build: {
        target: 'es2022',
        outDir: process.env.KITH_WEB_OUT ?? 'dist',
        emptyOutDir: true,
        manifest: true,
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
        reportCompressedSize: false,
        rollupOptions: {
            input: { index: 'index.html', first: FIRST, sw: WORKER },
            output: { entryFileNames: ({ name }) => name === 'sw' ? 'sw.js' : 'assets/[name]-[hash].js' },
        },
    },
    server: { proxy: { '/api': { target: process.env.KITH ?? 'http://127.0.0.1:8080', ws: true } } },
    test: { setupFiles: ['build/vitest-setup.ts'], include: ['src/**/*.test.{ts,tsx}'], exclude: ['src/realtime/**'] },
});
