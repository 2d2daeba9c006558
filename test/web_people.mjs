// People in the web client, in real browsers: node web_people.mjs ORIGIN
import { assert, holds, verdict } from './cases.mjs';
import { windowAt } from './somebody.mjs';

const [origin] = process.argv.slice(2);
const WAIT = { timeout: 15000 };

/* A browser of one's own, with all that a browser of today has. */
const windowOf = options => windowAt(origin, { serviceWorkers: 'allow', ...options });

async function person(username, { display = username, ...options } = {}) {
    const who = await windowOf(options), { user_id: id } = await who.join(username, { display_name: display });
    return Object.assign(who, {
        id, username, post: (content, more = {}) => who.call('POST', '/posts', { content, ...more }),
        standing: async other => (await who.call('GET', `/users/${other.id}`)).relationship,
    });
}

async function done(page) {
    assert.deepEqual(page.complaints, []);
    await page.close();
}

const heading = (page, name) => page.getByRole('heading', { level: 1, name });
const button = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true });
const status = (page, text) => page.getByRole('status').filter({ hasText: text }).first();
const pick = async (page, item) => {
    await page.getByRole('main').getByRole('button', { name: 'More', exact: true }).first().click();
    await page.getByRole('menuitem', { name: item }).first().press('Enter');
};
const undo = async (page, text) => {
    await status(page, text).waitFor(WAIT);
    await page.getByRole('status').getByRole('button', { name: 'Undo' }).last().click();
};
const overflows = page => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);
const until = async (ask, what) => {
    for (const end = Date.now() + 15000; !await ask(); await new Promise(then => setTimeout(then, 50)))
        assert.ok(Date.now() < end, what);
};

const ada = await person('ada', { display: 'Ada' }), bob = await person('bob', { display: 'Bob Marsh' });
const eve = await person('eve', { display: 'Eve' }), carl = await person('carl', { display: 'Carl' });
await bob.call('PATCH', '/users/me', { bio: 'Birds, mostly. See https://www.example.org/herons and ask @ada about #tea.' });
await bob.call('POST', `/users/${carl.id}/follow`);
await bob.post('The herons are back. #birds');
const pinned = await bob.post('Read this first.');
await bob.post('A wren in the hedge. #birds');
await bob.call('PUT', `/posts/${pinned.id}/pin`);
await bob.call('POST', `/posts/${pinned.id}/comments`, { content: 'Thanks for reading.' });

await holds('a profile says who it is, and what one can do stands before the posts', async () => {
    const page = await ada.page('/@bob');
    await heading(page, 'Bob Marsh').waitFor(WAIT);
    assert.equal(await page.getByRole('heading', { level: 1 }).count(), 1);
    assert.match(await page.title(), /Bob Marsh.*@bob/);
    const first = page.getByRole('feed', { name: 'Posts' }).getByRole('article').first();
    await first.waitFor(WAIT);
    assert.match(await first.getAttribute('aria-label'), /Read this first/);
    const articles = await page.getByRole('article').evaluateAll(all => all.map(one => one.ariaLabel));
    assert.equal(articles.filter(label => label.includes('Read this first')).length, 1);
    const order = await page.getByRole('main').evaluate(main => [...main.querySelectorAll('button, article')]
        .map(one => one.getAttribute('aria-label') ?? one.innerText));
    for (const name of ['Follow', 'Message', 'More'])
        assert.ok(order.indexOf(name) >= 0 && order.indexOf(name) < order.findIndex(label => /Read this first/.test(label)), order.join('; '));
    assert.deepEqual(await page.getByRole('tab').allInnerTexts(), ['Posts', 'Comments', 'Media']);
    await done(page);
});

await holds('a bio has its links, names and tags', async () => {
    const page = await ada.page('/@bob'), main = page.getByRole('main');
    await heading(page, 'Bob Marsh').waitFor(WAIT);
    const link = main.getByRole('link', { name: 'example.org/herons' });
    assert.equal(await link.getAttribute('href'), 'https://www.example.org/herons');
    assert.match(await link.getAttribute('rel'), /nofollow/);
    assert.equal(await main.getByRole('link', { name: '@ada' }).getAttribute('href'), '/@ada');
    assert.equal(await main.getByRole('link', { name: '#tea' }).getAttribute('href'), '/tag/tea');
    await done(page);
});

await holds('comments are a tab with an address of its own', async () => {
    const page = await ada.page('/@bob');
    await page.getByRole('tab', { name: 'Comments' }).click(WAIT);
    await page.getByRole('list', { name: 'Comments' }).getByText('Thanks for reading.').waitFor(WAIT);
    assert.equal(new URL(page.url()).pathname, '/@bob/comments');
    await page.reload();
    await page.getByRole('list', { name: 'Comments' }).getByText('Thanks for reading.').waitFor(WAIT);
    await page.getByRole('tab', { name: 'Posts' }).click();
    await page.getByRole('feed', { name: 'Posts' }).getByRole('article').first().waitFor(WAIT);
    await page.goBack();
    await page.getByRole('list', { name: 'Comments' }).waitFor(WAIT);
    await done(page);
});

await holds('a follow is seen at once, and undone', async () => {
    const page = await ada.page('/@bob');
    await button(page, 'Follow').click(WAIT);
    await button(page, 'Unfollow, Following').waitFor(WAIT);
    await page.getByRole('main').getByRole('link', { name: '1 follower', exact: true }).waitFor(WAIT);
    await undo(page, 'You follow');
    await button(page, 'Follow').waitFor(WAIT);
    await until(async () => !(await ada.standing(bob)).following, 'the follow stands');
    await button(page, 'Follow').click();
    await button(page, 'Unfollow, Following').waitFor(WAIT);
    await until(async () => (await ada.standing(bob)).following, 'no follow came');
    await page.reload();
    await button(page, 'Unfollow, Following').click(WAIT);
    await undo(page, 'no longer follow');
    await button(page, 'Unfollow, Following').waitFor(WAIT);
    await until(async () => (await ada.standing(bob)).following, 'the follow was not restored');
    await done(page);
});

await holds('followers and whom somebody follows are lists', async () => {
    const page = await ada.page('/@bob');
    await page.getByRole('main').getByRole('link', { name: '1 follower', exact: true }).click(WAIT);
    await page.getByRole('list', { name: 'Followers' }).getByRole('link', { name: 'Ada' }).waitFor(WAIT);
    await page.getByRole('tab', { name: 'Following' }).click();
    const carls = page.getByRole('list', { name: 'Following' }).getByRole('listitem').filter({ hasText: 'Carl' });
    await carls.getByRole('button', { name: 'Follow, Carl' }).waitFor(WAIT);
    assert.equal(new URL(page.url()).pathname, '/@bob/following');
    await done(page);
});

await holds('a locked account is asked, and what it answers in another browser shows at once', async () => {
    await eve.call('PATCH', '/users/me', { locked: true });
    const asking = await ada.page('/@eve'), answering = await eve.page('/follow-requests');
    await answering.getByText('No requests').waitFor(WAIT);
    await button(asking, 'Follow').click(WAIT);
    await button(asking, 'Cancel request, Requested').waitFor(WAIT);
    const row = answering.getByRole('list', { name: 'Follow requests' }).getByRole('listitem').filter({ hasText: 'Ada' });
    await row.waitFor(WAIT);
    await row.getByRole('button', { name: 'Accept' }).click();
    await row.waitFor({ state: 'detached' });
    await button(asking, 'Unfollow, Following').waitFor(WAIT);
    assert.equal((await ada.standing(eve)).following, true);
    await button(asking, 'Unfollow, Following').click();
    await button(asking, 'Follow').click(WAIT);
    await button(asking, 'Cancel request, Requested').click(WAIT);
    await button(asking, 'Follow').waitFor(WAIT);
    await until(async () => !(await ada.standing(eve)).requested, 'the request stands');
    await button(asking, 'Follow').click();
    await answering.getByRole('listitem').filter({ hasText: 'Ada' }).getByRole('button', { name: 'Reject' }).click(WAIT);
    await answering.getByText('No requests').waitFor(WAIT);
    await until(async () => !(await ada.standing(eve)).requested, 'the request was not rejected');
    assert.equal((await ada.standing(eve)).following, false);
    await done(asking);
    await done(answering);
});

await holds('somebody is muted and blocked, and let come near again', async () => {
    const page = await ada.page('/@carl');
    await heading(page, 'Carl').waitFor(WAIT);
    await pick(page, /^Mute/);
    await status(page, '@carl').waitFor(WAIT);
    assert.equal((await ada.standing(carl)).muting, true);
    await pick(page, /^Unmute/);
    await until(async () => !(await ada.standing(carl)).muting, 'the mute stands');
    await pick(page, /^Block/);
    await page.getByRole('heading', { name: /You block/ }).waitFor(WAIT);
    assert.equal(await button(page, 'Follow').count(), 0);
    await undo(page, 'is blocked');
    await button(page, 'Follow').waitFor(WAIT);
    await pick(page, /^Block/);
    await page.getByRole('heading', { name: /You block/ }).waitFor(WAIT);
    await pick(page, /^Unblock/);
    await button(page, 'Follow').waitFor(WAIT);
    assert.equal((await ada.standing(carl)).blocking, false);
    await done(page);
});

await holds('one\'s own profile is edited in place', async () => {
    const page = await ada.page('/@ada');
    await button(page, 'Edit profile').click(WAIT);
    const dialog = page.getByRole('dialog', { name: 'Edit profile' });
    await dialog.getByRole('textbox', { name: 'Display name' }).fill('Ada L. \u0634\u0627\u064a');
    await dialog.getByRole('textbox', { name: 'Bio' }).fill('Counts things.');
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.waitFor({ state: 'detached', ...WAIT });
    await heading(page, 'Ada L. \u0634\u0627\u064a').waitFor(WAIT);
    await page.getByRole('main').getByText('Counts things.').waitFor(WAIT);
    await page.getByRole('button', { name: /^Account menu, Ada L\./ }).waitFor(WAIT);
    const { display_name, bio } = await ada.call('GET', '/users/me');
    assert.deepEqual([display_name, bio], ['Ada L. \u0634\u0627\u064a', 'Counts things.']);
    await button(page, 'Edit profile').click();
    await dialog.getByRole('textbox', { name: 'Display name' }).fill('x'.repeat(2000));
    await dialog.getByRole('button', { name: 'Save', exact: true }).click();
    await dialog.locator('[aria-invalid=true]').waitFor(WAIT);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement.innerText === 'Edit profile', null, WAIT);
    await page.close();
});

await holds('a message leads to the conversation', async () => {
    const page = await ada.page('/@bob');
    await button(page, 'Message').click(WAIT);
    await page.waitForURL(/\/messages\/\d+/, WAIT);
    await page.close();
});

await holds('what is searched is found as one types, by few requests', async () => {
    const page = await ada.page('/explore');
    await heading(page, 'Explore').waitFor(WAIT);
    const box = page.getByRole('searchbox', { name: 'Search', exact: true });
    await page.getByRole('feed', { name: 'Posts' }).waitFor(WAIT);
    let asked = 0;
    page.on('request', request => { asked += /SearchP/.test(request.postData() ?? ''); });
    await page.getByRole('tab', { name: 'People', exact: true }).click();
    await box.pressSequentially('bob mar', { delay: 40 });
    const people = page.getByRole('list', { name: 'People', exact: true });
    await people.getByRole('link', { name: 'Bob Marsh' }).waitFor(WAIT);
    await page.waitForURL(url => url.searchParams.get('q') === 'bob mar' && url.searchParams.get('tab') === 'people', WAIT);
    assert.ok(asked <= 2, `${asked} requests for seven letters`);
    await box.fill('wren');
    await page.getByRole('tab', { name: 'Posts', exact: true }).click();
    await page.getByRole('feed', { name: 'Posts' }).getByRole('article', { name: /A wren/ }).waitFor(WAIT);
    await page.evaluate(() => {
        window.wasEmpty = false;
        new MutationObserver(() => { window.wasEmpty ||= !document.querySelector('[role=feed]'); }).observe(document.body, { childList: true, subtree: true });
    });
    await box.fill('herons');
    await page.getByRole('feed', { name: 'Posts' }).getByRole('article', { name: /The herons/ }).waitFor(WAIT);
    assert.equal(await page.evaluate(() => window.wasEmpty), false, 'between two words nothing was shown');
    await box.fill('bird');
    await page.getByRole('tab', { name: 'Tags', exact: true }).click();
    await page.getByRole('list', { name: 'Tags', exact: true }).getByRole('link', { name: /#birds/ }).click(WAIT);
    await heading(page, '#birds').waitFor(WAIT);
    await page.goBack();
    await page.getByRole('list', { name: 'Tags', exact: true }).waitFor(WAIT);
    assert.equal(await box.inputValue(), 'bird');
    await box.fill('zzzz nothing');
    await page.getByText(/Nothing found for/).waitFor(WAIT);
    await done(page);
});

await holds('people to follow and the second column lead on', async () => {
    const page = await ada.page('/saved'), aside = page.getByRole('complementary');
    await aside.getByRole('list', { name: 'Who to follow' }).getByRole('button', { name: 'Follow, Carl' }).waitFor(WAIT);
    await aside.getByRole('searchbox', { name: 'Search' }).fill('wren');
    await aside.getByRole('searchbox', { name: 'Search' }).press('Enter');
    await page.getByRole('feed', { name: 'Posts' }).getByRole('article', { name: /A wren/ }).waitFor(WAIT);
    assert.equal(await page.getByRole('searchbox').count(), 1);
    await done(page);
});

await holds('a list is made, filled, read, renamed and deleted', async () => {
    const page = await ada.page('/lists');
    await page.getByRole('main').getByRole('button', { name: 'New list' }).click(WAIT);
    const dialog = page.getByRole('dialog', { name: 'New list' });
    await dialog.getByRole('button', { name: 'Create' }).click();
    await dialog.locator('[aria-invalid=true]').waitFor();
    await dialog.getByRole('textbox', { name: 'Title' }).fill('Birders');
    await page.keyboard.press('Enter');
    await heading(page, 'Birders').waitFor(WAIT);
    await page.getByRole('combobox', { name: 'Add somebody' }).pressSequentially('bob');
    await page.getByRole('option', { name: /Bob Marsh/ }).click(WAIT);
    const members = page.getByRole('list', { name: 'Members' });
    await members.getByRole('link', { name: 'Bob Marsh' }).waitFor(WAIT);
    await page.getByRole('main').getByText('1 member', { exact: true }).waitFor(WAIT);
    await page.getByRole('tab', { name: 'Posts' }).click();
    await page.getByRole('feed', { name: 'Posts' }).getByRole('article', { name: /A wren/ }).waitFor(WAIT);
    await page.getByRole('tab', { name: 'Members' }).click();
    await members.getByRole('button', { name: 'Remove, Bob Marsh' }).click();
    await members.waitFor({ state: 'detached' });
    await undo(page, 'no longer on');
    await members.getByRole('link', { name: 'Bob Marsh' }).waitFor(WAIT);
    await pick(page, 'Rename list');
    await page.getByRole('dialog').getByRole('textbox', { name: 'Title' }).fill('Bird people');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await heading(page, 'Bird people').waitFor(WAIT);
    await pick(page, 'Delete list');
    await page.getByRole('alertdialog').getByRole('button', { name: 'Delete list' }).click(WAIT);
    await heading(page, 'Lists').waitFor(WAIT);
    await page.getByText('No lists yet').waitFor(WAIT);
    await done(page);
});

await holds('somebody is put on a list from their profile', async () => {
    await ada.call('POST', '/lists', { title: 'Readers' });
    const page = await ada.page('/@carl');
    await heading(page, 'Carl').waitFor(WAIT);
    await pick(page, /^Add to list/);
    await page.getByRole('dialog').getByRole('button', { name: /Readers/ }).click(WAIT);
    await status(page, 'Readers').waitFor(WAIT);
    const { id } = (await ada.call('GET', '/lists')).find(({ title }) => title === 'Readers');
    assert.deepEqual((await ada.call('GET', `/lists/${id}/members`)).map(one => one.username), ['carl']);
    await done(page);
});

await holds('keys alone search, follow and edit', async () => {
    const page = await ada.page('/saved'), keys = page.keyboard;
    const focused = what => page.waitForFunction(wanted => {
        const { ariaLabel, innerText, labels, role } = document.activeElement;
        return [ariaLabel, innerText, labels?.[0]?.innerText, role].includes(wanted);
    }, what, WAIT);
    await heading(page, 'Saved').waitFor(WAIT);
    await keys.press('g');
    await keys.press('e');
    await heading(page, 'Explore').waitFor(WAIT);
    await keys.press('/');
    await focused('Search');
    await keys.type('marsh');
    await keys.press('Enter');
    await page.waitForURL(/q=marsh/);
    await page.getByRole('tab', { name: 'Posts' }).focus();
    await keys.press('ArrowRight');
    await focused('People');
    await page.getByRole('list', { name: 'People', exact: true }).getByRole('link', { name: 'Bob Marsh' }).waitFor(WAIT);
    await keys.press('Tab');
    await focused('Bob Marsh');
    await keys.press('Tab');
    await focused('Unfollow, Following, Bob Marsh');
    await keys.press('Enter');
    await focused('Follow, Bob Marsh');
    await keys.press('Enter');
    await focused('Unfollow, Following, Bob Marsh');
    await keys.press('g');
    await keys.press('p');
    await button(page, 'Edit profile').waitFor(WAIT);
    await page.waitForFunction(() => document.activeElement.tagName === 'H1', null, WAIT);
    await done(page);
});

await holds('who is not there, or not for the viewer, is a page not found', async () => {
    const page = await ada.page('/@nobody_at_all');
    await heading(page, 'Page not found').waitFor(WAIT);
    await page.goto(`${origin}/lists/99999999`);
    await heading(page, 'Page not found').waitFor(WAIT);
    await page.close();
});

await holds('nobody in particular sees a profile and is led to sign in', async () => {
    const page = await (await windowOf()).page('/@bob');
    await button(page, 'Follow').click(WAIT);
    await page.waitForURL(/\/login\?next=%2F%40bob/);
    await page.close();
});

await holds('names of either direction and any length break nothing, however narrow the window', async () => {
    const long = await person('mallory', { display: `\u202e<img src=x onerror=alert(1)>${'W'.repeat(20)}` });
    await long.call('PATCH', '/users/me', { bio: `${'W'.repeat(150)} \u0645\u0631\u062d\u0628\u0627 https://example.org/${'a'.repeat(60)}` });
    const arabic = await person('layla', {
        display: '\u0644\u064a\u0644\u0649 \u0627\u0644\u0639\u0627\u0645\u0631\u064a', viewport: { width: 320, height: 700 }, locale: 'ar',
    });
    await arabic.call('POST', `/users/${long.id}/follow`);
    const page = await arabic.page('/@mallory');
    page.on('dialog', dialog => page.complaints.push(dialog.message()));
    await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
    for (const path of ['/@mallory', '/@mallory/followers', '/@layla', '/@layla/following', '/explore', '/explore?tab=people&q=mallory',
        '/lists', '/follow-requests']) {
        await page.goto(origin + path);
        await page.getByRole('heading', { level: 1 }).waitFor(WAIT);
        await page.waitForLoadState('networkidle');
        assert.equal(await overflows(page), false, path);
    }
    assert.equal(await page.locator('main img').count(), 0);
    await done(page);

    /* What does not fit goes at the end of a name, which is at the left of an Arabic one. */
    await arabic.call('PATCH', '/users/me', { display_name: '\u0644\u064a\u0644\u0649 \u0627\u0644\u0639\u0627\u0645\u0631\u064a '.repeat(3).trim() });
    await arabic.post('Far from here');
    await carl.call('POST', `/users/${arabic.id}/follow`);
    const narrow = await (await windowOf({ viewport: { width: 340, height: 700 }, storageState: await carl.context.storageState() })).page('/');
    const header = narrow.getByRole('article', { name: /Far from here/ }).locator('header');
    await header.waitFor(WAIT);
    const clipped = await header.evaluate(of => [...of.querySelectorAll('a, a *')].filter(one => one.clientWidth > 1 && one.scrollWidth > one.clientWidth)
        .map(one => getComputedStyle(one).direction));
    assert.deepEqual(clipped, ['rtl']);
    await done(narrow);
});

verdict();
