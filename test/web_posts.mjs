// Feeds and cards of the web client in real browsers: node web_posts.mjs ORIGIN
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';

const [origin] = process.argv.slice(2);
const PASSWORD = 'correct horse 9', WAIT = { timeout: 15000 };

/* Somebody with a browser of their own, who has joined. Answers are made up for some pages, which a service worker would pass by. */
async function person(username, { display = username, ...window } = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', serviceWorkers: 'block', ...window });
    const call = async (method, path, data) => {
        const answer = await context.request.fetch(`${origin}/api/v1${path}`, { method, data });
        assert.ok(answer.ok(), `${method} ${path}: ${answer.status()} ${await answer.text()}`);
        return answer.status() === 204 ? null : await answer.json();
    };
    const { user_id: id } = await call('POST', '/auth/register', {
        username, email: `${username}@example.org`, password: PASSWORD, display_name: display,
    });
    return { context, call, id, username, post: (content, more = {}) => call('POST', '/posts', { content, ...more }) };
}

async function shown({ context }, path = '/') {
    const page = await context.newPage();
    page.complaints = [];
    page.on('console', message => message.type() === 'error' && !/status of 4/.test(message.text()) && page.complaints.push(message.text()));
    page.on('pageerror', problem => page.complaints.push(String(problem)));
    await page.goto(origin + path);
    await page.locator('#root[data-by=client]').waitFor({ state: 'attached', ...WAIT });
    return page;
}

const feed = page => page.getByRole('feed', { name: 'Posts' });
const card = (page, text) => feed(page).getByRole('article', { name: text }).first();
const menuitem = (page, name) => page.getByRole('menuitem', { name, exact: true });
const pick = async (page, article, button, item) => {
    await article.getByRole('button', { name: button }).click();
    await menuitem(page, item).press('Enter');
};
const status = (page, text) => page.getByRole('status').filter({ hasText: text }).first();
const overflows = page => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

const ada = await person('ada', { display: 'Ada' }), bob = await person('bob', { display: 'Bob Marsh' });
await ada.call('POST', `/users/${bob.id}/follow`);
const early = await bob.post('The herons are back at the river. #birds https://www.example.org/herons');
await bob.post('What do you drink?', { poll: { options: ['Tea', 'Coffee'], expires_in: 3600 } });
await bob.post('It was the gardener.', { content_warning: 'How the book ends' });
await bob.post(Array.from({ length: 40 }, (_, n) => `Line ${n} of a long thought.`).join('\n'));

await holds('what a page brought is not asked for again', async () => {
    const reader = await browser.newContext({ viewport: { width: 420, height: 800 }, locale: 'en-GB', serviceWorkers: 'block', storageState: await ada.context.storageState() });
    const stranger = await browser.newContext({ viewport: { width: 420, height: 800 }, locale: 'en-GB', serviceWorkers: 'block' });
    for (const context of [reader, stranger]) {
        for (const path of ['/', `/@bob/${early.id}`, '/@bob', '/tag/birds']) {
            const page = await context.newPage(), asked = [];
            page.on('request', request => /graphql/.test(request.url()) && asked.push(JSON.parse(request.postData()).operationName));
            await page.goto(origin + path);
            await page.locator('#root[data-by=client]').waitFor({ state: 'attached', ...WAIT });
            await page.getByRole('article').first().waitFor(WAIT);
            await page.waitForLoadState('networkidle');
            assert.deepEqual(asked, [], path);
            await page.close();
        }
        await context.close();
    }
});

await holds('a feed names its articles and counts them', async () => {
    const page = await shown(ada);
    await card(page, 'The herons are back').waitFor(WAIT);
    assert.equal(await page.getByRole('heading', { level: 1 }).innerText(), 'Home');
    const tabs = page.getByRole('tablist', { name: 'Feeds' }).getByRole('tab');
    assert.deepEqual(await tabs.allInnerTexts(), ['Following', 'Ranked']);
    const places = await feed(page).getByRole('article').evaluateAll(all => all.map(one => [one.ariaPosInSet, one.ariaSetSize]));
    assert.deepEqual(places, [['1', '4'], ['2', '4'], ['3', '4'], ['4', '4']]);
    assert.match(await card(page, 'The herons').getAttribute('aria-label'), /Bob Marsh.*The herons are back/);
    assert.deepEqual(page.complaints, []);
    await page.close();
});

await holds('a text has its links, tags and mentions', async () => {
    const page = await shown(ada), article = card(page, 'The herons are back');
    assert.equal(await article.getByRole('link', { name: '#birds' }).getAttribute('href'), '/tag/birds');
    const link = article.getByRole('link', { name: 'example.org/herons' });
    assert.equal(await link.getAttribute('href'), 'https://www.example.org/herons');
    assert.match(await link.getAttribute('rel'), /noopener.*nofollow/);
    await page.close();
});

await holds('a like is shown at once, and stays', async () => {
    const page = await shown(ada), article = card(page, 'The herons are back');
    await article.getByRole('button', { name: 'Like, 0 likes', exact: true }).click();
    await article.getByRole('button', { name: 'Unlike, 1 like', exact: true }).waitFor(WAIT);
    await page.waitForFunction(id => fetch(`/api/v1/posts/${id}`).then(answer => answer.json()).then(post => post.liked), early.id);
    await page.reload();
    await article.getByRole('button', { name: 'Unlike, 1 like', exact: true }).click(WAIT);
    await article.getByRole('button', { name: 'Like, 0 likes', exact: true }).waitFor(WAIT);
    assert.deepEqual(page.complaints, []);
    await page.close();
});

await holds('a like that is refused is taken back with a word', async () => {
    const page = await shown(ada), article = card(page, 'The herons are back');
    await article.waitFor(WAIT);
    await page.route('**/graphql', route => route.fulfill({
        status: 200, contentType: 'application/json',
        body: JSON.stringify({ data: { react: null }, errors: [{ message: 'Too many.', extensions: { code: 'too_many_requests', retryAfter: 60 } }] }),
    }));
    await article.getByRole('button', { name: 'Like, 0 likes', exact: true }).click();
    await page.getByRole('alert').filter({ hasText: /\w/ }).first().waitFor(WAIT);
    await article.getByRole('button', { name: 'Like, 0 likes', exact: true }).waitFor(WAIT);
    await page.close();
});

await holds('a boost is given and taken back', async () => {
    const page = await shown(ada), article = card(page, 'The herons are back');
    await pick(page, article, 'Boost, 0 boosts', 'Boost');
    await pick(page, article, 'Boost, 1 boost', 'Undo boost');
    await article.getByRole('button', { name: 'Boost, 0 boosts' }).waitFor(WAIT);
    assert.deepEqual(page.complaints, []);
    await page.close();
});

await holds('what is saved is found again', async () => {
    const page = await shown(ada);
    await card(page, 'The herons are back').getByRole('button', { name: 'Save', exact: true }).click();
    await card(page, 'The herons are back').getByRole('button', { name: 'Unsave', exact: true }).waitFor(WAIT);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Saved' }).click();
    await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor(WAIT);
    await card(page, 'The herons are back').waitFor(WAIT);
    assert.equal(new URL(page.url()).pathname, '/saved');
    await page.close();
});

await holds('a warning is opened and folded', async () => {
    const page = await shown(ada), article = card(page, 'How the book ends');
    assert.equal(await article.getByText('It was the gardener.').count(), 0);
    await article.getByRole('button', { name: 'Show', exact: true }).click();
    await article.getByText('It was the gardener.').waitFor(WAIT);
    await article.getByRole('button', { name: 'Hide', exact: true }).click();
    await article.getByText('It was the gardener.').waitFor({ state: 'hidden' });
    await page.close();
});

await holds('a long text is shown in full when asked for', async () => {
    const page = await shown(ada), article = card(page, 'Line 0 of a long thought.');
    const before = (await article.boundingBox()).height;
    await article.getByRole('button', { name: 'Show more' }).click();
    assert.ok((await article.boundingBox()).height > before * 2);
    await page.close();
});

await holds('a vote shows what came out', async () => {
    const page = await shown(ada), article = card(page, 'What do you drink?');
    await article.getByRole('radio', { name: 'Tea' }).check();
    await article.getByRole('button', { name: 'Vote' }).click();
    await article.getByText('100%').waitFor(WAIT);
    await article.getByText('1 vote').waitFor(WAIT);
    await page.reload();
    await article.getByText('100%').waitFor(WAIT);
    assert.equal(await article.getByRole('radio').count(), 0);
    assert.deepEqual(page.complaints, []);
    await page.close();
});

await holds('a deleted post comes back when that is undone, and else goes for good', async () => {
    const { id } = await ada.post('A post to delete.');
    const page = await shown(ada), article = card(page, 'A post to delete.');
    await pick(page, article, 'More', 'Delete');
    await article.waitFor({ state: 'detached' });
    await status(page, 'Post deleted').getByRole('button', { name: 'Undo' }).click();
    await article.waitFor(WAIT);
    assert.equal((await ada.call('GET', `/posts/${id}`)).id, id);
    await pick(page, article, 'More', 'Delete');
    await status(page, 'Post deleted').waitFor(WAIT);
    await page.reload();                        /* nobody waits: leaving the page sends it */
    await page.waitForFunction(one => fetch(`/api/v1/posts/${one}`).then(answer => answer.status === 404), id, WAIT);
    await page.close();
});

await holds('a muted author leaves the feed, and comes back when that is undone', async () => {
    const page = await shown(ada);
    await pick(page, card(page, 'The herons are back'), 'More', 'Mute @bob');
    await card(page, 'The herons are back').waitFor({ state: 'detached', ...WAIT });
    await status(page, '@bob is muted').getByRole('button', { name: 'Undo' }).click();
    await card(page, 'The herons are back').waitFor(WAIT);
    await page.close();
});

await holds('new posts are announced, and come when asked for', async () => {
    const page = await shown(ada);
    const first = feed(page).getByRole('article').first();
    await first.waitFor(WAIT);
    const stood = await first.getAttribute('aria-label');
    await page.waitForTimeout(500);
    await bob.post('News from Bob.');
    await page.getByRole('button', { name: '1 new post', exact: true }).waitFor(WAIT);
    await bob.post('More news from Bob.');
    const pill = page.getByRole('button', { name: '2 new posts', exact: true });
    await pill.waitFor(WAIT);
    assert.equal(await first.getAttribute('aria-label'), stood);
    await pill.click();
    await card(page, 'More news from Bob.').waitFor(WAIT);
    assert.match(await first.getAttribute('aria-label'), /More news from Bob/);
    await pill.waitFor({ state: 'detached' });
    assert.deepEqual(page.complaints, []);
    await page.close();
});

await holds('one\'s own post stands in the feed by itself', async () => {
    const page = await shown(ada);
    await feed(page).getByRole('article').first().waitFor(WAIT);
    await page.waitForTimeout(500);
    await ada.post('Written elsewhere.');
    await card(page, 'Written elsewhere.').waitFor(WAIT);
    assert.equal(await page.getByRole('button', { name: /new post/ }).count(), 0);
    await page.close();
});

await holds('a post that is deleted elsewhere leaves its place, so that nothing moves', async () => {
    const { id } = await bob.post('Soon to be gone.');
    await bob.post('Above it.');
    const page = await shown(ada), article = card(page, 'Soon to be gone.'), below = feed(page).getByRole('article').nth(2);
    await article.waitFor(WAIT);
    const stood = await below.getAttribute('aria-label');
    await page.waitForTimeout(500);
    await bob.call('DELETE', `/posts/${id}`);
    await article.waitFor({ state: 'detached', ...WAIT });
    await card(page, 'This post is no longer here.').waitFor(WAIT);
    assert.deepEqual([await below.getAttribute('aria-label'), await below.getAttribute('aria-posinset')], [stood, '3']);
    await page.reload();
    await card(page, 'Above it.').waitFor(WAIT);
    assert.equal(await card(page, 'This post is no longer here.').count(), 0);
    await page.close();
});

await holds('counts of what stays on the page follow what others do', async () => {
    const { id } = await bob.post('Counted.'), gus = await person('gus'), page = await shown(ada), article = card(page, 'Counted.');
    await article.getByRole('button', { name: 'Like, 0 likes' }).waitFor(WAIT);
    await page.waitForTimeout(3000);
    await gus.call('PUT', `/posts/${id}/reactions/like`);
    await gus.call('POST', `/posts/${id}/comments`, { content: 'One.' });
    await article.getByRole('button', { name: 'Like, 1 like' }).waitFor(WAIT);
    await article.getByRole('link', { name: 'Comment, 1 comment' }).waitFor(WAIT);
    assert.deepEqual(page.complaints, []);
    await page.close();
    await bob.call('DELETE', `/posts/${id}`);
});

await holds('a list tells of new posts of its people, followed or not', async () => {
    const hana = await person('hana'), { id } = await ada.call('POST', '/lists', { title: 'Few' });
    await ada.call('PUT', `/lists/${id}/members/${hana.id}`);
    await hana.post('Known already.');
    const page = await shown(ada, `/?feed=list:${id}`);
    await card(page, 'Known already.').waitFor(WAIT);
    await page.waitForTimeout(1500);
    await bob.post('Not on the list.');
    await hana.post('New on the list.');
    await page.getByRole('button', { name: '1 new post', exact: true }).click(WAIT);
    await card(page, 'New on the list.').waitFor(WAIT);
    assert.equal(await card(page, 'Not on the list.').count(), 0);
    assert.deepEqual(page.complaints, []);
    await page.close();
});

await holds('keys alone go through a feed', async () => {
    const page = await shown(ada);
    await feed(page).getByRole('article').first().waitFor(WAIT);
    const focused = place => page.waitForFunction(wanted => document.activeElement.closest('article')?.ariaPosInSet === wanted, place, WAIT);
    await page.keyboard.press('j');
    await focused('1');
    await page.keyboard.press('j');
    await focused('2');
    await page.keyboard.press('j');
    await focused('3');
    await page.keyboard.press('k');
    await focused('2');
    const second = feed(page).getByRole('article').nth(1);
    await page.keyboard.press('l');
    await second.getByRole('button', { name: 'Unlike, 1 like' }).waitFor(WAIT);
    await page.keyboard.press('l');
    await second.getByRole('button', { name: 'Like, 0 likes' }).waitFor(WAIT);
    await page.keyboard.press('b');
    await menuitem(page, 'Quote').waitFor(WAIT);
    await page.keyboard.press('Escape');
    await menuitem(page, 'Quote').waitFor({ state: 'detached' });
    await second.focus();
    const to = await second.locator('time').locator('xpath=ancestor::a').getAttribute('href');
    await page.keyboard.press('o');
    await page.waitForURL(url => url.pathname === to);
    await page.close();
});

await holds('a tag is followed, and its new posts are announced', async () => {
    const page = await shown(ada, '/tag/birds');
    await page.getByRole('heading', { level: 1, name: '#birds' }).waitFor(WAIT);
    await card(page, 'The herons are back').waitFor(WAIT);
    await page.getByRole('button', { name: 'Follow', exact: true }).click();
    await page.getByRole('button', { name: 'Unfollow, Following', exact: true }).waitFor(WAIT);
    await bob.post('Not about them.');
    await bob.post('A wren in the hedge. #Birds');
    await page.getByRole('button', { name: '1 new post', exact: true }).click(WAIT);
    await card(page, 'A wren in the hedge.').waitFor(WAIT);
    assert.equal(await card(page, 'Not about them.').count(), 0);
    await page.goto(origin);
    await page.getByRole('tab', { name: '#birds' }).click(WAIT);
    await card(page, 'A wren in the hedge.').waitFor(WAIT);
    assert.equal(new URL(page.url()).search, '?feed=tag:birds');
    assert.deepEqual(page.complaints, []);
    await page.close();
});

await holds('a thousand posts are few on the page, cheap to read, and each tab keeps its place', async () => {
    const eve = await person('eve'), carl = await person('carl');
    await eve.call('POST', `/users/${carl.id}/follow`);
    for (let n = 0; n < 20; n++)
        await Promise.all(Array.from({ length: 15 }, (_, k) => carl.post(`Thought ${n * 15 + k} of Carl, which is as long as thoughts usually are.`)));
    const page = await shown(eve);
    let cost = 0;
    page.on('response', answer => { cost += Math.ceil(Number(answer.headers()['graphql-cost'] ?? 0) / 100); });
    await card(page, 'Thought').waitFor(WAIT);
    await page.mouse.move(640, 500);
    for (let turns = 0; turns < 120 && !await page.getByText('That is all for now.').isVisible(); turns++) {
        await page.mouse.wheel(0, 1500);
        await page.waitForTimeout(60);
    }
    await page.getByText('That is all for now.').waitFor(WAIT);
    await page.waitForFunction(() => {
        window.scrollTo(0, document.documentElement.scrollHeight);
        return [...document.querySelectorAll('article')].at(-1)?.ariaPosInSet === '300';
    }, null, WAIT);
    const articles = await feed(page).getByRole('article').evaluateAll(all => all.map(one => Number(one.ariaPosInSet)));
    assert.ok(articles.length < 40, `${articles.length} articles`);
    assert.ok(await page.evaluate(() => document.querySelectorAll('*').length) < 3000);
    assert.ok(cost <= 3 * Math.ceil(300 / 18) + 6, `${cost} requests of the limit`);
    const scrolled = await page.evaluate(() => window.scrollY);
    await page.getByRole('tab', { name: 'Ranked' }).click();
    await card(page, 'Thought').waitFor(WAIT);
    assert.ok(await page.evaluate(() => window.scrollY) < 300);
    await page.getByRole('tab', { name: 'Following' }).click();
    await page.waitForFunction(y => Math.abs(window.scrollY - y) < 50, scrolled, WAIT);
    assert.deepEqual(page.complaints, []);
    await page.close();
});

await holds('what one reads does not move when posts come in above it', async () => {
    const page = await shown(ada), finn = await person('finn');
    await ada.call('POST', `/users/${finn.id}/follow`);
    for (let n = 0; n < 12; n++)
        await finn.post(`Filler ${n}\nof several\nlines.`);
    await page.reload();
    await card(page, 'Filler 11').waitFor(WAIT);
    await page.mouse.move(640, 500);
    await page.mouse.wheel(0, 700);
    await page.waitForFunction(() => window.scrollY > 600);
    await page.waitForTimeout(300);
    const place = () => page.evaluate(() => {
        const seen = [...document.querySelectorAll('article')].find(one => one.getBoundingClientRect().top > 100);
        return [seen.ariaLabel, Math.round(seen.getBoundingClientRect().top)];
    });
    const [label, top] = await place();
    await ada.post('Mine, from another window.');
    await page.waitForFunction(() => document.querySelector('article').ariaSetSize !== null, WAIT);
    await page.waitForTimeout(1500);
    const moved = await page.evaluate(name => Math.round([...document.querySelectorAll('article')].find(one => one.ariaLabel === name).getBoundingClientRect().top), label);
    assert.ok(Math.abs(moved - top) <= 2, `${top} became ${moved}`);
    await page.close();
});

await holds('hostile names and words break nothing, however narrow the window', async () => {
    const mallory = await person('mallory', { display: `\u202e<img src=x onerror=alert(1)>${'W'.repeat(20)}` });
    const reader = await person('reader', { viewport: { width: 320, height: 640 } });
    await reader.call('POST', `/users/${mallory.id}/follow`);
    await mallory.post('W'.repeat(5000));
    await mallory.post(`<script>alert(1)</script> \u202e${'a\u0301\u0302\u0303'.repeat(300)} \u200b\u200b`);
    await mallory.post('Words', { content_warning: 'W'.repeat(500) });
    await mallory.post('Choose', { poll: { options: ['W'.repeat(100), 'V'.repeat(100)] } });
    const page = await shown(reader);
    page.on('dialog', dialog => page.complaints.push(dialog.message()));
    await feed(page).getByRole('article').first().waitFor(WAIT);
    for (let n = 0; n < 6; n++) {
        assert.equal(await overflows(page), false, `at ${n}`);
        await page.mouse.move(160, 300);
        await page.mouse.wheel(0, 500);
        await page.waitForTimeout(100);
    }
    assert.equal(await page.locator('article img, article script').count(), 0);
    assert.deepEqual(page.complaints, []);
    await page.close();
});

/* As a busy browser tells what comes into sight: late, and all of it at once. */
const tellsLate = () => {
    const Real = IntersectionObserver;

    window.IntersectionObserver = class extends Real {
        constructor(hear, options) {
            let told = [];

            super((states, own) => {
                if (!told.length)
                    setTimeout(() => hear(told.splice(0), own), 400);
                told.push(...states);
            }, options);
        }
    };
};

await holds('a feed goes on to its end, however fast one scrolls', async () => {
    const reader = await person('hasty', { viewport: { width: 420, height: 300 } });
    const writer = await person('writer');
    await reader.call('POST', `/users/${writer.id}/follow`);
    for (let n = 0; n < 60; n++)
        await writer.post(`Post ${n}`);
    await reader.context.addInitScript(tellsLate);
    const page = await shown(reader);
    const last = () => feed(page).getByRole('article').last().getAttribute('aria-posinset');
    await feed(page).getByRole('article').first().waitFor(WAIT);
    for (let tries = 0; tries < 100 && await last() !== '60'; tries++) {
        await page.evaluate(() => window.scrollTo(0, document.documentElement.scrollHeight));
        await page.waitForTimeout(100);
    }
    assert.equal(await last(), '60');
    await page.close();
});

await holds('nobody in particular reads public posts, and is led to sign in', async () => {
    const nobody = { context: await browser.newContext({ locale: 'en-GB' }) };
    const page = await shown(nobody);
    await page.getByRole('heading', { level: 1, name: /Welcome to/ }).waitFor(WAIT);
    await feed(page).getByRole('article').first().getByRole('button', { name: /^Like, / }).click(WAIT);
    await page.waitForURL(/\/login\?next=%2F%40/);
    await page.close();
});

verdict();
