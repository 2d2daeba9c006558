// The sizes of what the feed needs: node web_sizes.mjs ORIGIN COOKIES.
import { assert, holds, verdict } from './cases.mjs';
import { browser, opened } from './pages.mjs';

const [origin, cookies] = process.argv.slice(2);
const KB = 1024, SCRIPT_MOST = 160 * KB, STYLE_MOST = 25 * KB;

const page = await opened('about:blank', 'en-GB', JSON.parse(cookies));
/* When the client's first post was there: the server's was before. */
await page.addInitScript(() => new MutationObserver((_, watch) => {
    if (document.querySelector('#root[data-by=client] :is(article, [role=article])')) {
        window.stood = performance.now();
        watch.disconnect();
    }
}).observe(document, { childList: true, subtree: true, attributes: true }));
await page.goto(origin);
await page.locator('#root[data-by=client]').getByRole('article').first().waitFor({ timeout: 20000 });
/* As they were sent, compressed. What is fetched ahead when the feed stands does not count, nor the connection, for which it does not wait. */
const loaded = await page.evaluate(() => performance.getEntriesByType('resource')
    .filter(({ name, startTime }) => /\/assets\/.*\.(js|css)$/.test(name) && !/\/session-/.test(name) && startTime < window.stood)
    .map(({ name, encodedBodySize }) => ({ name: new URL(name).pathname, size: encodedBodySize })));
const sumOf = end => loaded.filter(({ name }) => name.endsWith(end)).reduce((sum, { size }) => sum + size, 0);
const told = loaded.map(({ name, size }) => `${name} ${size}`).join('\n');

await holds('scripts are within their budget', () => {
    assert.ok(sumOf('.js') > 50 * KB && sumOf('.js') <= SCRIPT_MOST, `${sumOf('.js')} octets:\n${told}`);
});

await holds('styles are within theirs', () => {
    assert.ok(sumOf('.css') > KB && sumOf('.css') <= STYLE_MOST, `${sumOf('.css')} octets:\n${told}`);
});

await holds('nothing complains', () => assert.deepEqual(page.complaints, []));

await holds('who came to read a page has its client once they stir, or after a while', async () => {
    const read = async does => {
        const reader = await opened(origin);
        const began = () => reader.evaluate(() => performance.getEntriesByType('resource').some(({ name }) => /\/assets\/index-.*\.js$/.test(name)));
        await reader.getByRole('article').first().waitFor();
        assert.equal(await began(), false, 'it began by itself');
        await does(reader);
        await reader.locator('#root[data-by=client]').waitFor({ timeout: 20000 });
        assert.deepEqual(reader.complaints, []);
        await reader.close();
    };

    await read(reader => reader.mouse.move(100, 100));
    await read(reader => reader.keyboard.press('Tab'));
    await read(() => {});
});

await browser.close();
verdict();
