// The frame of every page: node frame.mjs ORIGIN FACTS. Each case prints a line; the last line counts them.
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { come } from './places.mjs';
import { facts, origin, windowOf } from './window.mjs';

const focused = page => page.evaluate(() => document.activeElement?.localName);
const inMain = (page, name) => page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name });

/* Some frames later, when what follows a change has followed. */
const settled = page => page.evaluate(() => new Promise(done => {
    let left = 20;
    const next = () => left-- ? requestAnimationFrame(next) : done();
    next();
}));

async function at(path, options) {
    const page = await windowOf(options);
    await page.goto(origin + path);
    await come(page);
    return page;
}

await holds('a page has one h1, and the landmarks', async () => {
    const page = await at('/saved');
    assert.equal(await page.locator('h1').count(), 1);
    for (const role of ['banner', 'main'])
        assert.equal(await page.getByRole(role).count(), 1, role);
    assert.equal(await page.getByRole('navigation', { name: 'Main' }).count(), 1);
    assert.deepEqual(page.complaints, []);
    await page.context().close();
});

await holds('the first page takes no focus, and the skip link is the first stop', async () => {
    const page = await at('/saved');
    assert.equal(await focused(page), 'body');
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement.textContent), 'Skip to content');
    await page.keyboard.press('Enter');
    assert.equal(await focused(page), 'main');
    assert.equal(new URL(page.url()).pathname, '/saved');
    await page.context().close();
});

await holds('after going on, the heading has the focus and the title says where one is', async () => {
    const page = await at('/');
    await inMain(page, 'Saved').click();
    await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor();
    await page.waitForFunction(() => document.activeElement.localName === 'h1');
    assert.equal(await page.title(), '(2) Saved · Kith');
    await inMain(page, 'Messages, 2 unread').waitFor();
    assert.equal(await inMain(page, 'Saved').getAttribute('aria-current'), 'page');
    await page.context().close();
});

await holds('a link opens without loading the page again', async () => {
    const page = await at('/');
    await page.evaluate(() => { window.same = true; });
    await inMain(page, 'Saved').click();
    await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor();
    assert.equal(await page.evaluate(() => window.same), true);
    await page.context().close();
});

await holds('going back restores how far down one was, and the focus', async () => {
    const page = await at('/', { height: 500 });
    await page.evaluate(() => window.scrollTo(0, 700));
    await page.waitForFunction(() => window.scrollY > 600);
    await page.waitForTimeout(1000);                             // what is measured above moves what is seen
    const was = await page.evaluate(() => window.scrollY);
    await inMain(page, 'Saved').click();
    await page.getByRole('heading', { level: 1, name: 'Saved' }).waitFor();
    assert.equal(await page.evaluate(() => window.scrollY), 0);
    await page.goBack();
    await page.waitForFunction(was => Math.abs(window.scrollY - was) < 40, was);
    await page.waitForFunction(() => document.activeElement.textContent.includes('Saved'));
    await page.context().close();
});

await holds('a page that is loaded again is where it was', async () => {
    const page = await at('/', { height: 500 });
    await page.evaluate(() => window.scrollTo(0, 700));
    await page.waitForFunction(() => window.scrollY > 600);
    await page.reload();
    await page.waitForFunction(() => window.scrollY > 600);
    await page.context().close();
});

await holds('? shows the keys, and Escape gives the focus back', async () => {
    const page = await at('/');
    await inMain(page, 'Saved').focus();
    await page.keyboard.press('?');
    const dialog = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
    await dialog.waitFor();
    assert.ok(await dialog.locator('kbd').count() > 5);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'detached' });
    await page.waitForFunction(() => document.activeElement.textContent.includes('Saved'));
    await page.context().close();
});

await holds('keys do nothing while one types, and nothing once they are off', async () => {
    const path = `/messages/${facts.conversation}`;
    const page = await at(path);
    await page.getByRole('textbox', { name: 'Message' }).focus();
    await page.keyboard.type('? gh');
    assert.equal(new URL(page.url()).pathname, path);
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.evaluate(() => {
        const choices = JSON.parse(localStorage.getItem('kith-choices'));
        choices.state.shortcuts = false;
        localStorage.setItem('kith-choices', JSON.stringify(choices));
    });
    await page.goto(`${origin}/saved`);
    await come(page);
    await page.keyboard.type('?gh');
    assert.equal(new URL(page.url()).pathname, '/saved');
    assert.equal(await page.getByRole('dialog').count(), 0);
    await page.context().close();
});

await holds('g and a letter go to a place', async () => {
    const page = await at('/saved');
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.waitForURL(`${origin}/`);
    await page.context().close();
});

await holds('who is not signed in is led to the door, and back', async () => {
    const page = await at('/saved', { out: true });
    await page.waitForURL(/\/login\?next=(%2F|\/)saved$/);
    for (const name of ['Sign in', 'Join'])
        assert.ok(await (await at('/', { out: true })).getByRole('link', { name }).count() > 0, name);
    await page.context().close();
});

await holds('what is nowhere says so', async () => {
    const page = await at('/nothing/is/here');
    await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor();
    await page.context().close();
});

await holds('the account menu is a menu by keyboard, and its end gives the focus back', async () => {
    const page = await at('/');
    const button = page.getByRole('button', { name: /^Account menu/ });
    await button.focus();
    await page.keyboard.press('Enter');
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    await page.keyboard.press('End');
    await page.waitForFunction(() => document.activeElement.textContent.includes('Sign out'));
    await page.keyboard.press('Escape');
    await page.waitForFunction(() => document.activeElement.getAttribute('aria-label')?.startsWith('Account menu'));
    await page.context().close();
});

await holds('on phones a bar has four places, and the account menu the others', async () => {
    const wide = await at('/');
    const all = await wide.getByRole('navigation', { name: 'Main' }).getByRole('link').allTextContents();
    await wide.context().close();
    const page = await at('/', { width: 360, height: 740 });
    const bar = page.getByRole('navigation', { name: 'Main' });
    const inBar = await bar.getByRole('link').allTextContents();
    const box = await bar.boundingBox();
    assert.equal(inBar.length, 4);
    assert.ok(box.y + box.height > 738, JSON.stringify(box));
    await page.getByRole('button', { name: /^Account menu/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).waitFor();
    assert.deepEqual(await page.getByRole('menuitem').allTextContents(), [...all.slice(4), 'Sign out']);
    await page.context().close();
});

await holds('a rail shows its words on focus', async () => {
    const page = await at('/', { width: 820 });
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Tab');
    assert.equal(await page.getByRole('tooltip').textContent(), 'Home');
    await page.keyboard.press('Escape');
    assert.equal(await page.getByRole('tooltip').count(), 0);
    await page.context().close();
});

await holds('the theme and the language are there before the client is', async () => {
    const page = await windowOf({ language: 'ar' });
    await page.route(/\/assets\/index-/, route => route.abort());
    await page.goto(origin);
    assert.deepEqual(await page.evaluate(() => [document.documentElement.lang, document.documentElement.dir]), ['ar', 'rtl']);
    await page.context().close();
});

await holds('another language turns the page round at once', async () => {
    const page = await at('/', { out: true });
    await page.getByRole('button', { name: 'Language' }).click();
    await page.getByRole('menuitem', { name: 'العربية' }).click();
    await page.waitForFunction(() => document.documentElement.dir === 'rtl');
    await page.getByRole('link', { name: 'تسجيل الدخول' }).first().waitFor();
    await page.context().close();
});

await holds('without a network a bar says so, and goes when it is back', async () => {
    const page = await at('/');
    await page.context().setOffline(true);
    await page.getByRole('status').filter({ hasText: 'You are offline' }).waitFor();
    await page.context().setOffline(false);
    await page.getByText('You are offline').waitFor({ state: 'detached' });
    await page.context().close();
});

for (const width of [320, 360, 700, 1101, 2560])
    await holds(`nothing is wider than a window of ${width} px`, async () => {
        const page = await windowOf({ width });
        for (const path of ['/', '/saved', `/@${facts.username}`, `/@${facts.username}/${facts.post}`, '/messages', `/channels/${facts.channel}`]) {
            await page.goto(origin + path);
            await come(page);
            const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
            assert.ok(over <= 0, `${path} is ${over} px too wide`);
        }
        await page.context().close();
    });

await holds('colours follow the theme, with less motion too', async () => {
    const page = await at('/');
    const colours = () => page.evaluate(() => ['article time', 'article button', 'article header bdi', 'nav a']
        .map(one => getComputedStyle([...document.querySelectorAll(one)].at(-1)).color));
    const light = await colours();
    await page.emulateMedia({ colorScheme: 'dark' });
    const turned = await colours();
    await page.reload();
    await come(page);
    assert.deepEqual(turned, await colours());
    assert.notDeepEqual(turned, light);
    await page.context().close();
});

await holds('a post keeps the focus while the window changes', async () => {
    const page = await at('/');
    for (const width of [360, 1440, 820, 360]) {
        const post = await page.locator('article').nth(2).elementHandle();
        await post.focus();
        await page.setViewportSize({ width, height: 900 });
        await settled(page);
        assert.ok(await post.evaluate(one => one === document.activeElement), `${width} px`);
    }
    await page.context().close();
});

await holds('a heart delights who gives it, and nobody who only sees it', async () => {
    const listen = "window.played = 0; addEventListener('animationstart', event => { played += /delight/.test(event.animationName) ? 1 : 0; }, true);";
    const page = await at('/', { scripts: [listen] });
    const heart = name => page.getByRole('article').first().getByRole('button', { name });
    await page.emulateMedia({ reducedMotion: 'no-preference' });
    await heart(/^(Like|Unlike)/).waitFor();
    if (await heart(/^Like/).count())
        await heart(/^Like/).click();
    await heart(/^Unlike/).waitFor();
    await page.reload();
    await heart(/^Unlike/).click();
    await settled(page);
    assert.equal(await page.evaluate(() => window.played), 0);
    await heart(/^Like/).click();
    await page.waitForFunction(() => window.played === 1);
    await page.context().close();
});

await holds('signing out ends at the door', async () => {
    const page = await at('/');
    await page.getByRole('button', { name: /^Account menu/ }).click();
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Join' }).first().waitFor();
    await page.context().close();
});

await browser.close();
verdict();
