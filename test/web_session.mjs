// What a session leaves in its browser: node web_session.mjs ORIGIN
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { PASSWORD, windowAt } from './somebody.mjs';

const [origin] = process.argv.slice(2);
const WAIT = { timeout: 20000 };
const menu = (page, name) => page.getByRole('button', { name: name ? `Account menu, ${name}` : /^Account menu/ }).first();
const isOut = page => page.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor(WAIT);
const article = (page, words) => page.getByRole('article').filter({ hasText: words }).first();

async function signedOut(page) {
    await menu(page).click(WAIT);
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await isOut(page);
}

/* As a browser without scripts would: the page that follows is the one where a form led to. */
async function signedInByForm(page, name) {
    await page.evaluate(([name, password]) => fetch('/login', {
        method: 'POST', redirect: 'manual', headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
        body: new URLSearchParams({ identifier: name, password }),
    }), [name, PASSWORD]);
}

/* All that the browser keeps for this site, as one text. */
const leftovers = page => page.evaluate(async () => {
    const found = [JSON.stringify({ ...localStorage })];
    for (const name of await caches.keys())
        if (name !== 'kith-files')
            for (const key of await (await caches.open(name)).keys()) {
                const kept = await (await caches.open(name)).match(key, { ignoreVary: true });      // it may have gone meanwhile
                found.push(key.url, kept ? await kept.text() : '');
            }
    for (const { name } of await indexedDB.databases())
        found.push(name);
    return found.join('\n');
});

const ann = await windowAt(origin, { serviceWorkers: 'allow' }), bob = await windowAt(origin, { serviceWorkers: 'block' });
const person = await ann.join('ann', { display_name: 'Ann' });
await bob.join('bob', { display_name: 'Bob' });
await ann.call('POST', '/posts', { content: 'For those who follow me', visibility: 'followers' });

await holds('a page that was somebody\'s is not shown again to who goes back after they signed out', async () => {
    const page = await ann.page('/@ann');
    await article(page, 'For those who follow me').waitFor(WAIT);
    await signedOut(page);
    await page.goBack();
    await isOut(page);
    assert.equal(await page.getByText('For those who follow me').count(), 0);
    assert.equal((await page.content()).includes('ann@example.org'), false);
    /* It would be a guest's page of Ann again once she signs out, and that is kept. */
    await page.close();
});

await holds('nor without scripts', async () => {
    const quiet = await windowAt(origin, { javaScriptEnabled: false }), page = await quiet.context.newPage();
    await page.goto(`${origin}/login`);
    await page.getByLabel('Username or email').fill('ann');
    await page.getByLabel('Password').fill(PASSWORD);
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByRole('link', { name: 'New post' }).waitFor(WAIT);
    await page.goto(`${origin}/@ann`);
    await page.getByText('For those who follow me').waitFor(WAIT);
    await page.locator('.account summary').click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await isOut(page);
    await page.goBack();
    assert.equal(await page.getByText('For those who follow me').count(), 0);
});

await holds('who signs out takes along what they began, and what was kept of them', async () => {
    await ann.call('POST', '/auth/login', { username: 'ann', password: PASSWORD });
    const { id } = await ann.call('POST', '/channels', { name: 'square' });
    const page = await ann.page(`/channels/${id}`);
    await page.waitForFunction(() => navigator.serviceWorker.controller !== null, null, { timeout: 60000 });
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('a secret that was not sent');
    await page.getByRole('link', { name: 'Home', exact: true }).first().click();
    await article(page, 'For those who follow me').waitFor(WAIT);
    await page.reload();
    await menu(page, 'Ann').waitFor(WAIT);
    await page.evaluate(() => localStorage.setItem('kith-composer', JSON.stringify({
        state: { kept: { [`${JSON.parse(localStorage.getItem('kith-viewer')).id} new`]: { content: 'a draft of Ann' }, '7 new': { content: 'another\'s draft' } } },
        version: 0,
    })));
    assert.match(await leftovers(page), /a secret that was not sent/);
    await page.goto(`${origin}/channels/${id}`);
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('a secret that was not sent, again');
    await signedOut(page);
    await page.waitForFunction(async () => (await indexedDB.databases()).length === 0, null, WAIT).catch(() => {});
    const left = await leftovers(page);
    for (const words of ['a secret', 'a draft of Ann', 'ann@example.org', 'For those who follow', person.user?.id ?? 'Ann'])
        assert.equal(left.includes(words), false, `${words} is left: ${left.slice(0, 2000)}`);
    assert.match(left, /another's draft/);
});

await holds('a tab of somebody else begins again once another comes in, and nothing goes out in the wrong name', async () => {
    await ann.call('POST', '/auth/login', { username: 'ann', password: PASSWORD });
    const first = await ann.page('/'), second = await ann.page('/');
    await menu(first, 'Ann').waitFor(WAIT);
    await signedInByForm(second, 'bob');
    for (const page of [await ann.page('/'), first, second])
        await menu(page, 'Bob').waitFor(WAIT);
});

await holds('what waits to be sent is not sent by another\'s session', async () => {
    const window = await windowAt(origin, { serviceWorkers: 'block' });
    await window.call('POST', '/auth/login', { username: 'ann', password: PASSWORD });
    const page = await window.page('/');
    await page.route('**/api/v1/graphql', route => route.request().postData()?.includes('SendPost') ? route.abort() : route.continue());
    await page.getByRole('button', { name: 'New post' }).first().click(WAIT);
    await page.getByRole('textbox', { name: 'What is happening?' }).fill('Written by Ann');
    await page.getByRole('button', { name: 'Post', exact: true }).click();
    await page.getByText('Written by Ann').first().waitFor(WAIT);
    await signedInByForm(page, 'bob');
    await page.evaluate(() => localStorage.setItem('kith-viewer', JSON.stringify({ id: '1', username: 'bob' })));
    await page.unroute('**/api/v1/graphql');
    const sent = [];
    page.on('request', request => request.postData()?.includes('SendPost') && sent.push(request));
    await page.evaluate(async () => {
        dispatchEvent(new Event('online'));
        for (let n = 0; n < 5; n++)
            await fetch('/api/v1/users/me');
    });
    assert.equal(sent.length, 0);
    assert.equal((await (await bob.context.request.get(`${origin}/@bob`)).text()).includes('Written by Ann'), false);
});

await holds('signing out says so where the server cannot be told, and nothing is forgotten', async () => {
    const page = await bob.page('/');
    await page.route('**/auth/logout', route => route.abort());
    await menu(page, 'Bob').click(WAIT);
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByText('You are still signed in').first().waitFor(WAIT);
    await menu(page, 'Bob').waitFor(WAIT);
});

await holds('no address of another site is led to after signing in', async () => {
    for (const next of ['//evil.example', '/\\evil.example', '/\t/evil.example', '/\n//evil.example', 'https://evil.example/', 'javascript:alert(1)']) {
        const somebody = await windowAt(origin);
        const page = await somebody.page(`/login?next=${encodeURIComponent(next)}`);
        await page.getByRole('textbox', { name: 'Username or email' }).fill('bob');
        await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
        await page.getByRole('main').getByRole('button', { name: 'Sign in' }).click();
        await menu(page, 'Bob').waitFor(WAIT);
        assert.equal(page.url(), `${origin}/`, JSON.stringify(next));
        await somebody.context.close();
    }
});

await browser.close();
verdict();
