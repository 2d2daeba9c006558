import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
    plugins: [react()],
    build: {
        target: 'es2022',
        outDir: process.env.KITH_WEB_OUT ?? 'dist',
        emptyOutDir: true,
        manifest: true,
        modulePreload: { polyfill: false },
        assetsInlineLimit: 0,
        reportCompressedSize: false,
        rollupOptions: { input: 'index.html' },
    },
    server: { proxy: { '/api': { target: process.env.KITH ?? 'http://127.0.0.1:8080', ws: true } } },
    test: { include: ['src/**/*.test.{ts,tsx}'], exclude: ['src/realtime/**'] },
});
