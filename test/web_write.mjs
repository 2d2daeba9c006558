// Writing in the web client, in real browsers: node web_write.mjs ORIGIN
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';

const [origin] = process.argv.slice(2);
const PASSWORD = 'correct horse 9', WAIT = { timeout: 15000 };

/* Somebody with a browser of their own, who has joined. */
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
    return { context, call, id, username };
}

async function shown({ context }, path = '/') {
    const page = await context.newPage();
    page.complaints = [];
    page.on('console', message => {
        if (message.type() === 'error' && !/status of 4|ERR_INTERNET_DISCONNECTED/.test(message.text()))
            page.complaints.push(message.text());
    });
    page.on('pageerror', problem => page.complaints.push(String(problem)));
    await page.goto(origin + path);
    await page.getByRole('heading', { level: 1 }).waitFor({ state: 'attached', ...WAIT });
    return page;
}

async function done(page) {
    assert.deepEqual(page.complaints, []);
    await page.close();
}

const dialog = (page, name = 'New post') => page.getByRole('dialog', { name });
const what = within => within.getByRole('textbox', { name: 'What is happening?' });
const button = (within, name) => within.getByRole('button', { name, exact: true });
const card = (page, text) => page.getByRole('feed', { name: 'Posts' }).getByRole('article', { name: text }).first();
const item = (page, text) => page.getByRole('tree', { name: 'Comments' }).getByRole('treeitem', { name: text });
const latest = async who => (await who.call('GET', `/users/${who.id}/posts?limit=1`))[0];

async function compose(page) {
    await button(page, 'New post').click();
    await what(dialog(page)).waitFor(WAIT);
    return dialog(page);
}

async function pick(page, within, name) {
    await button(within, 'More').click();
    await page.getByRole('menuitem', { name, exact: true }).press('Enter');
}

const ada = await person('ada', { display: 'Ada' }), bob = await person('bob', { display: 'Bob Marsh' });
const post = content => ada.call('POST', '/posts', { content });
const comment = (who, on, content, parent = null) => who.call('POST', `/posts/${on.id}/comments`, { content, parent_comment_id: parent });
const pathOf = ({ id }) => `/@ada/${id}`;

await holds('a post is written and sent by keyboard alone', async () => {
    const page = await shown(ada);
    await page.keyboard.press('n');
    await what(dialog(page)).waitFor(WAIT);
    await page.waitForFunction(() => document.activeElement.ariaLabel === 'What is happening?');
    await page.keyboard.type('Good morning, all.');
    await page.keyboard.press('Control+Enter');
    await dialog(page).waitFor({ state: 'detached', ...WAIT });
    await card(page, 'Good morning, all.').waitFor(WAIT);
    assert.equal((await latest(ada)).content, 'Good morning, all.');
    await done(page);
});

await holds('what was begun is there again after closing and after a reload, and is a draft of the server\'s', async () => {
    const page = await shown(ada);
    await what(await compose(page)).fill('Begun and not sent');
    await button(dialog(page), 'Close').click();
    await dialog(page).waitFor({ state: 'detached', ...WAIT });
    await page.waitForFunction(() => fetch('/api/v1/drafts').then(answer => answer.json()).then(all => all.length === 1), null, WAIT);
    await page.reload();
    assert.equal(await what(await compose(page)).inputValue(), 'Begun and not sent');
    await what(dialog(page)).fill('Begun, and sent in the end');
    await button(dialog(page), 'Post').click();
    await card(page, 'Begun, and sent in the end').waitFor(WAIT);
    await page.waitForFunction(() => fetch('/api/v1/drafts').then(answer => answer.json()).then(all => all.length === 0), null, WAIT);
    assert.equal(await what(await compose(page)).inputValue(), '');
    await done(page);
});

await holds('a post has a warning, readers, a language and a poll', async () => {
    const page = await shown(ada), writing = await compose(page);
    await what(writing).fill('What do you drink?');
    await button(writing, 'Add content warning').click();
    await writing.getByRole('textbox', { name: 'Content warning' }).fill('Drinks');
    await writing.getByRole('combobox', { name: 'Who can see this' }).selectOption({ label: 'Unlisted' });
    await writing.getByText('It appears in no public feed').waitFor();
    await writing.getByRole('combobox', { name: 'Language' }).selectOption('en');
    await button(writing, 'Add poll').click();
    await writing.getByRole('textbox', { name: 'Option 1' }).fill('Tea');
    await button(writing, 'Post').click();
    await writing.getByText('at least two options').waitFor();
    await writing.getByRole('textbox', { name: 'Option 2' }).fill('Coffee');
    await button(writing, 'Add option').click();
    await writing.getByRole('textbox', { name: 'Option 3' }).fill('Water');
    await button(writing, 'Post').click();
    await card(page, 'Drinks').waitFor(WAIT);
    const made = await latest(ada);
    assert.deepEqual([made.content_warning, made.visibility, made.language, made.poll.options.map(({ text }) => text)],
        ['Drinks', 'unlisted', 'en', ['Tea', 'Coffee', 'Water']]);
    await done(page);
});

await holds('a post is published later', async () => {
    const page = await shown(ada), writing = await compose(page);
    await what(writing).fill('From the future');
    await button(writing, 'Publish later').click();
    await button(writing, 'Schedule').click();
    await writing.getByText('still to come').waitFor();
    await writing.getByLabel('Publish at').fill(await page.evaluate(() => `${new Date().getFullYear() + 1}-01-02T09:30`));
    await button(writing, 'Schedule').click();
    await dialog(page).waitFor({ state: 'detached', ...WAIT });
    await page.goto(`${origin}/drafts`);
    const list = page.getByRole('list', { name: 'Scheduled' });
    await list.getByText('From the future').waitFor(WAIT);
    await button(list, 'Delete').click();
    await list.waitFor({ state: 'detached', ...WAIT });
    await page.reload();                        /* nobody waits: leaving the page sends it */
    await page.waitForFunction(() => fetch('/api/v1/drafts').then(answer => answer.json()).then(all => all.length === 0), null, WAIT);
    await done(page);
});

await holds('people, tags and emoji are completed by keyboard', async () => {
    const page = await shown(ada), writing = await compose(page);
    await what(writing).pressSequentially('Hello @bo');
    await writing.getByRole('option', { name: 'Bob Marsh' }).waitFor(WAIT);
    await page.keyboard.press('Enter');
    await page.keyboard.type(':hear');
    await writing.getByRole('option', { name: 'heart', exact: true }).waitFor(WAIT);
    await page.keyboard.press('Tab');
    assert.equal(await what(writing).inputValue(), 'Hello @bob ❤️');
    await page.keyboard.type(' :hear');
    await writing.getByRole('listbox').waitFor(WAIT);
    await page.keyboard.press('Escape');
    await writing.getByRole('listbox').waitFor({ state: 'detached' });
    assert.ok(await dialog(page).isVisible());
    await what(writing).fill('');
    await done(page);
});

await holds('a text that is too long says by how much', async () => {
    const page = await shown(ada), writing = await compose(page);
    await what(writing).fill('🌲'.repeat(4900));
    await writing.getByText('100 characters left').waitFor({ state: 'attached' });
    await what(writing).fill('🌲'.repeat(5001));
    await writing.getByText('1 character too many').waitFor({ state: 'attached' });
    await button(writing, 'Post').click();
    await writing.getByText('Make it shorter').waitFor();
    await what(writing).fill('');
    await done(page);
});

await holds('a post is edited, and tells what it said before', async () => {
    const made = await post('Frist'), page = await shown(ada, pathOf(made)), article = page.getByRole('article', { name: 'Frist' });
    await pick(page, article, 'Edit');
    await what(dialog(page, 'Edit post')).fill('First');
    await button(dialog(page, 'Edit post'), 'Save').click();
    await page.getByRole('article', { name: 'First' }).waitFor(WAIT);
    await button(page, 'Edit history').click();
    await dialog(page, 'Edit history').getByText('Frist').waitFor(WAIT);
    await done(page);
});

await holds('a post is quoted', async () => {
    await bob.call('POST', '/posts', { content: 'Worth repeating' });
    await ada.call('POST', `/users/${bob.id}/follow`);
    const page = await shown(ada);
    await card(page, 'Worth repeating').getByRole('button', { name: /^Boost, / }).click(WAIT);
    await page.getByRole('menuitem', { name: 'Quote', exact: true }).press('Enter');
    await dialog(page).getByText('Worth repeating').waitFor(WAIT);
    await what(dialog(page)).fill('Well said');
    await button(dialog(page), 'Post').click();
    await card(page, 'Well said').waitFor(WAIT);
    assert.equal((await latest(ada)).boost_of.content, 'Worth repeating');
    await done(page);
});

await holds('one comments, replies, likes, edits and deletes', async () => {
    const made = await post('Let us talk.'), page = await shown(bob, pathOf(made));
    await page.getByRole('textbox', { name: 'Write a comment' }).fill('About what?');
    await button(page, 'Comment').click();
    await item(page, 'About what?').waitFor(WAIT);
    await button(item(page, 'About what?'), 'Reply').click();
    await page.getByRole('textbox', { name: 'Write a reply' }).fill('About the weather.');
    await button(page, 'Send reply').click();
    await item(page, 'About the weather.').waitFor(WAIT);
    assert.deepEqual(await page.getByRole('treeitem').evaluateAll(all => all.map(one => one.ariaLevel)), ['1', '2']);
    await button(item(page, 'About what?'), 'Like, 0 likes').click();
    await button(item(page, 'About what?'), 'Unlike, 1 like').waitFor(WAIT);
    await pick(page, item(page, 'About the weather.'), 'Edit');
    await page.getByRole('textbox', { name: 'Edit comment' }).fill('About the sea.');
    await button(page, 'Save').last().click();
    await item(page, 'About the sea.').waitFor(WAIT);
    await pick(page, item(page, 'About what?'), 'Delete');
    await item(page, 'This comment was deleted.').waitFor(WAIT);
    await page.reload();                        /* nobody waits: leaving the page sends it */
    await item(page, 'About the sea.').waitFor(WAIT);
    await item(page, 'This comment was deleted.').waitFor(WAIT);
    await done(page);
});

await holds('comments of others are counted, and come when asked for', async () => {
    const made = await post('Who is here?'), page = await shown(ada, pathOf(made)), other = await shown(bob, pathOf(made));
    await page.getByText('No comments yet').waitFor(WAIT);
    await page.waitForTimeout(500);
    await other.getByRole('textbox', { name: 'Write a comment' }).fill('I am.');
    await other.keyboard.press('Control+Enter');
    await button(page, '1 new comment').click(WAIT);
    await item(page, 'I am.').waitFor(WAIT);
    await page.getByRole('article').first().getByRole('link', { name: 'Comment, 1 comment', exact: true }).waitFor(WAIT);
    await done(other);
    await done(page);
});

await holds('comments are sorted by the address', async () => {
    const made = await post('In which order?');
    for (const text of ['one', 'two', 'three'])
        await comment(bob, made, text);
    const page = await shown(ada, pathOf(made));
    const order = () => page.getByRole('treeitem').evaluateAll(all => all.map(one => one.ariaLabel.replace(/.*: /, '').replace(/[\u2068\u2069]/g, '')));
    await item(page, 'one').waitFor(WAIT);
    assert.deepEqual(await order(), ['three', 'two', 'one']);
    await page.getByRole('combobox', { name: 'Sort' }).selectOption({ label: 'Old' });
    await page.waitForURL(/\?sort=old$/);
    await page.waitForFunction(() => /one/.test(document.querySelector('[role=treeitem]')?.ariaLabel ?? ''), null, WAIT);
    assert.deepEqual(await order(), ['one', 'two', 'three']);
    await done(page);
});

await holds('a deep thread goes on elsewhere, and a link leads to its comment', async () => {
    const made = await post('How deep?'), ids = [null];
    for (let n = 1; n <= 7; n++)
        ids.push((await comment(bob, made, `level ${n}`, ids.at(-1))).id);
    const page = await shown(ada, pathOf(made));
    await item(page, 'level 5').waitFor(WAIT);
    assert.equal(await item(page, 'level 6').count(), 0);
    await item(page, 'level 5').getByRole('link', { name: 'Continue this thread' }).click();
    await item(page, 'level 7').waitFor(WAIT);
    assert.equal(await item(page, 'level 5').getAttribute('aria-level'), '1');
    await page.goto(`${origin}${pathOf(made)}#comment-${ids[7]}`);
    await page.reload();
    await page.locator('[role=treeitem][aria-current=true]').waitFor(WAIT);
    assert.match(await page.locator('[role=treeitem][aria-current=true]').getAttribute('aria-label'), /level 7/);
    await done(page);
});

await holds('a tree is walked and folded by keys', async () => {
    const made = await post('Keys only.'), first = await comment(bob, made, 'first');
    await comment(bob, made, 'below', first.id);
    const page = await shown(ada, pathOf(made));
    const focused = text => page.waitForFunction(wanted => document.activeElement.ariaLabel?.includes(wanted), text, WAIT);
    await item(page, 'first').focus(WAIT);
    await page.keyboard.press('ArrowRight');
    await focused('below');
    await page.keyboard.press('ArrowLeft');
    await focused('first');
    await page.keyboard.press('ArrowLeft');
    await item(page, 'below').waitFor({ state: 'detached', ...WAIT });
    await page.keyboard.press('ArrowRight');
    await item(page, 'below').waitFor(WAIT);
    await done(page);
});

await holds('three hundred comments are few on the page', async () => {
    const made = await post('Everybody talks.');
    for (let n = 0; n < 20; n++)
        await Promise.all(Array.from({ length: 15 }, (_, k) => comment(bob, made, `Remark ${n * 15 + k}`)));
    const page = await shown(ada, `${pathOf(made)}?sort=old`);
    await item(page, 'Remark').first().waitFor(WAIT);
    await page.mouse.move(640, 500);
    for (let turns = 0; turns < 150 && await page.locator('[aria-posinset="300"]').count() === 0; turns++) {
        await page.mouse.wheel(0, 1500);
        await page.waitForTimeout(60);
    }
    await page.locator('[role=treeitem][aria-posinset="300"]').waitFor(WAIT);
    assert.ok(await page.getByRole('treeitem').count() < 60);
    const takesPresses = await page.evaluate(() => new Promise(told => {
        addEventListener('scroll', () => requestAnimationFrame(() => told(getComputedStyle(document.querySelector('[role=tree] > *')).pointerEvents)), { once: true });
        scrollBy(0, -200);
    }));
    assert.equal(takesPresses, 'auto', 'while it scrolls, presses are lost');

    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Home' }).click();
    await page.getByRole('feed', { name: 'Posts' }).getByRole('article').first().waitFor(WAIT);
    const late = await comment(bob, made, 'Said meanwhile'), last = await page.evaluate(() => scrollY);
    await page.goBack();
    await button(page, '1 new comment').waitFor(WAIT);
    assert.equal(await page.locator(`[data-comment="${late.id}"]`).count(), 0);
    await page.waitForFunction(was => scrollY > was, last, WAIT);
    await button(page, '1 new comment').press('Enter');
    await page.locator(`[data-comment="${late.id}"]:focus`).waitFor(WAIT);
    await done(page);
});

await holds('what is written without a network is sent once, when it is back', async () => {
    const page = await shown(ada);
    await page.getByRole('feed', { name: 'Posts' }).getByRole('article').first().waitFor(WAIT);
    await compose(page);
    await page.context().setOffline(true);
    await what(dialog(page)).fill('Written in a tunnel');
    await button(dialog(page), 'Post').click();
    await page.getByRole('list', { name: 'Being sent' }).getByText('Written in a tunnel').waitFor(WAIT);
    await page.getByText('Will be sent when you are back online').waitFor(WAIT);
    await page.context().setOffline(false);
    await page.getByRole('list', { name: 'Being sent' }).waitFor({ state: 'detached', timeout: 40000 });
    const all = await ada.call('GET', `/users/${ada.id}/posts?limit=20`);
    assert.equal(all.filter(({ content }) => content === 'Written in a tunnel').length, 1);
    await page.close();
});

await holds('a post that is refused stays, says why, and can be changed', async () => {
    const page = await shown(ada);
    await what(await compose(page)).fill('Not like this');
    await page.route('**/graphql', route => route.request().postData()?.includes('SendPost') ? route.fulfill({
        status: 200, contentType: 'application/json',
        body: JSON.stringify({ data: { createPost: null }, errors: [{ message: 'You may not do that.', extensions: { code: 'not_allowed', status: 403 } }] }),
    }) : route.continue());
    await button(dialog(page), 'Post').click();
    const pending = page.getByRole('list', { name: 'Being sent' });
    await pending.getByRole('alert').waitFor(WAIT);
    await button(pending, 'Try again').waitFor();
    await button(pending, 'Change').click();
    await page.unroute('**/graphql');
    assert.equal(await what(dialog(page)).inputValue(), 'Not like this');
    await what(dialog(page)).fill('But like this');
    await button(dialog(page), 'Post').click();
    await card(page, 'But like this').waitFor(WAIT);
    await done(page);
});

await holds('on phones the composer is a page', async () => {
    const carl = await person('carl', { viewport: { width: 360, height: 740 } }), page = await shown(carl);
    await button(page, 'New post').click();
    await page.getByRole('heading', { level: 1, name: 'New post' }).waitFor(WAIT);
    assert.equal(new URL(page.url()).pathname, '/new');
    await what(page).fill('From a phone');
    assert.equal(await page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth), false);
    await button(page, 'Post').click();
    await card(page, 'From a phone').waitFor(WAIT);
    await done(page);
});

await holds('who is not signed in reads comments, and is led to sign in', async () => {
    const made = await post('For all.');
    await comment(bob, made, 'Hear, hear.');
    const page = await shown({ context: await browser.newContext({ locale: 'en-GB' }) }, pathOf(made));
    await item(page, 'Hear, hear.').waitFor(WAIT);
    await button(item(page, 'Hear, hear.'), 'Reply').click();
    await page.waitForURL(/\/login\?next=%2F%40ada/);
    await page.close();
});

await holds('what nobody may see is not there', async () => {
    const page = await shown(ada, '/@ada/1');
    await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor(WAIT);
    await page.close();
});

verdict();
