// The client when there is no network: node web_offline.mjs ORIGIN COOKIES.
import { assert, holds, verdict } from './cases.mjs';
import { browser, opened } from './pages.mjs';

const [origin, cookies] = process.argv.slice(2);
const page = await opened('about:blank', 'en-GB', JSON.parse(cookies));
const post = () => page.getByRole('article').filter({ hasText: 'Good morning' }).first();
const worked = () => page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 60000 });

await page.goto(origin);
await post().waitFor({ timeout: 20000 });
await worked();

await holds('the worker is let in by the policy, and takes the page over', async () => {
    assert.equal(await page.evaluate(() => navigator.serviceWorker.controller.scriptURL), `${origin}/sw.js`);
    assert.deepEqual(page.complaints, []);
});

await holds('it keeps all of the client, and what was read', async () => {
    await page.reload();
    await post().waitFor({ timeout: 20000 });
    const kept = await page.evaluate(async () => {
        const counts = {};
        for (const name of await caches.keys())
            counts[name] = (await (await caches.open(name)).keys()).length;
        return counts;
    });
    assert.ok(kept['kith-files'] > 10 && kept['kith-private'] > 0, JSON.stringify(kept));
});

await holds('without a network the page opens, says so, and shows what was read', async () => {
    await page.context().setOffline(true);
    await page.reload();
    await page.getByRole('status').filter({ hasText: 'You are offline' }).waitFor({ timeout: 20000 });
    await post().waitFor({ timeout: 20000 });
});

await holds('other places of the client open too, for the same person', async () => {
    await page.goto(`${origin}/saved`);
    await page.getByRole('button', { name: /^Account menu/ }).first().waitFor({ timeout: 20000 });
});

await holds('back in the network, all is as before', async () => {
    await page.context().setOffline(false);
    await page.goto(origin);
    await post().waitFor({ timeout: 20000 });
    await page.getByText('You are offline').waitFor({ state: 'hidden', timeout: 20000 });
});

await holds('who signs out leaves nothing of theirs', async () => {
    await page.getByRole('button', { name: /^Account menu/ }).first().click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in' }).first().waitFor({ timeout: 20000 });
    const kept = await page.evaluate(async () => {
        const cache = await caches.open('kith-private');
        return Promise.all((await cache.keys()).map(async key => (await cache.match(key)).text()));
    });
    assert.ok(kept.every(text => !text.includes('ada@example.org')), 'an answer of the session that ended');
});

await browser.close();
verdict();
