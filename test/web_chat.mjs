// Messages and channels in a real browser: node web_chat.mjs ORIGIN PEOPLE, led by web_chat.py.
import { assert, holds, verdict } from './cases.mjs';
import { order } from './orders.mjs';
import { browser, opened } from './pages.mjs';

const [origin, told] = process.argv.slice(2);
const { ada, bob, carol, dm, group } = JSON.parse(told);
const SOON = { timeout: 20_000 };

const came = (who, path, locale = 'en-GB') => opened(`${origin}${path}`, locale, who ? who.cookies.map(one => ({ ...one, url: origin })) : []);
const field = page => page.getByRole('textbox', { name: 'Message', exact: true });
const log = page => page.getByRole('log', { name: 'Messages', exact: true });
const article = (page, text) => log(page).getByRole('article').filter({ hasText: text });
const sees = (page, text) => article(page, text).last().waitFor(SOON);
const until = async (what, wanted, read) => {
    for (let tries = 0; tries < 200; tries++) {
        const is = await read();
        if (is === wanted)
            return;
        await new Promise(resolve => setTimeout(resolve, 100));
    }
    assert.equal(await read(), wanted, what);
};
const left = async (...pages) => {
    for (const page of pages) {
        assert.deepEqual(page.complaints.filter(one => !/ERR_|WebSocket|Failed to load/.test(one)), []);
        await page.context().close();
    }
};

async function writes(page, text) {
    await field(page).fill(text);
    await field(page).press('Enter');
}

await holds('two browsers talk, and see what the other does', async () => {
    const one = await came(ada, `/messages/${dm}`), other = await came(bob, '/messages');
    await other.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: /Ada/ }).click();
    await field(other).waitFor(SOON);
    await field(one).pressSequentially('Hello Bob');
    await other.getByRole('status').filter({ hasText: 'Ada is typing' }).waitFor(SOON);
    await field(one).press('Enter');
    await sees(other, 'Hello Bob');
    await article(one, 'Hello Bob').filter({ hasText: 'Seen' }).waitFor(SOON);
    await writes(other, 'Hello Ada');
    await sees(one, 'Hello Ada');
    assert.equal(await article(one, 'Hello Bob').count(), 1);
    await left(one, other);
});

await holds('reactions, replies, edits and deletions show on both sides', async () => {
    const one = await came(ada, `/messages/${dm}`), other = await came(bob, `/messages/${dm}`);
    await writes(one, 'A plan');
    await sees(other, 'A plan');
    await article(other, 'A plan').hover();
    await article(other, 'A plan').getByRole('button', { name: 'React' }).click();
    await other.getByRole('dialog', { name: 'React' }).getByRole('button', { name: /^👍/ }).click();
    await article(one, 'A plan').getByRole('button', { name: '👍, 1' }).click();
    await article(other, 'A plan').getByRole('button', { name: '👍, 2', pressed: true }).waitFor(SOON);
    await article(other, 'A plan').getByRole('button', { name: 'Reply', exact: true }).click();
    await writes(other, 'A good one');
    await article(one, 'A good one').getByRole('button', { name: /A plan/ }).waitFor(SOON);
    await field(one).press('ArrowUp');
    await one.getByRole('textbox', { name: 'Edit message' }).fill('A better plan');
    await one.getByRole('button', { name: 'Save' }).click();
    await article(other, 'A better plan').filter({ hasText: 'edited' }).first().waitFor(SOON);
    await article(other, 'A good one').first().hover();
    await article(other, 'A good one').first().getByRole('button', { name: 'Delete' }).click();
    await log(one).getByText('Message deleted').first().waitFor(SOON);
    assert.equal(await article(one, 'A good one').count(), 0);
    await article(one, 'A better plan').getByRole('button', { name: 'edited' }).click();
    await one.getByRole('dialog', { name: 'Edit history' }).getByText('A plan', { exact: true }).waitFor(SOON);
    await left(one, other);
});

await holds('a server that is killed in mid-conversation loses and doubles nothing', async () => {
    const one = await came(ada, `/messages/${group}`), other = await came(bob, `/messages/${group}`);
    for (const page of [one, other]) {
        await page.setViewportSize({ width: 1280, height: 1800 });         // all of them are on the screen
        await field(page).waitFor(SOON);
    }
    for (let n = 0; n < 24; n++) {
        await writes(n % 2 ? one : other, `word${n}.`);
        if (n === 8 || n === 17)
            await order('kill');
    }
    const wanted = page => log(page).getByRole('article').filter({ hasText: /word\d+\./ });
    for (const page of [one, other]) {
        await until('messages', 24, () => wanted(page).count());
        await until('on their way', 0, () => log(page).getByText('Sending').count());
        await page.reload();
        await until('messages after a reload', 24, () => wanted(page).count());
    }
    const lines = page => wanted(page).evaluateAll(all => all.map(one => one.innerText.match(/word\d+/)[0]));
    const [first, second] = [await lines(one), await lines(other)];
    assert.deepEqual(first, second);
    const numbers = first.map(word => Number(word.slice(4)));
    for (const rest of [0, 1])
        assert.deepEqual(numbers.filter(n => n % 2 === rest), [...numbers].filter(n => n % 2 === rest).sort((a, b) => a - b), 'each one’s own in order');
    assert.equal(new Set(numbers).size, 24);
    await left(one, other);
});

await holds('what was written offline is sent in order, once, after a reload too', async () => {
    const one = await came(ada, `/messages/${dm}`), other = await came(bob, `/messages/${dm}`);
    await field(one).waitFor(SOON);
    await sees(other, 'A better plan');
    await one.context().setOffline(true);
    for (let n = 0; n < 3; n++)
        await writes(one, `offline${n}.`);
    await until('on their way', 3, () => article(one, /offline\d/).filter({ hasText: 'Sending' }).count());
    assert.equal(await article(other, /offline/).count(), 0);
    await one.context().setOffline(false);
    await sees(other, 'offline2.');
    await until('sent', 0, () => article(one, /offline\d/).filter({ hasText: 'Sending' }).count());
    assert.deepEqual(await article(other, /offline/).evaluateAll(all => all.map(one => one.innerText.match(/offline\d/)[0])), ['offline0', 'offline1', 'offline2']);
    await left(one, other);
});

await holds('unread messages are counted, and the log opens at New', async () => {
    const one = await came(ada, '/messages');
    await one.getByRole('list', { name: 'Conversations' }).waitFor(SOON);
    await order('writes');
    const row = one.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: /Unread ones/ });
    await row.filter({ hasText: '80 unread' }).waitFor(SOON);
    await one.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Messages, 80 unread' }).waitFor(SOON);
    await row.click();
    const mark = log(one).getByRole('separator', { name: 'New', exact: true });
    await mark.waitFor(SOON);
    await article(one, 'unread0.').waitFor(SOON);
    const box = await mark.boundingBox(), view = await log(one).boundingBox();
    assert.ok(box.y >= view.y && box.y < view.y + view.height / 2, `New stands at ${box.y} of ${view.y} to ${view.y + view.height}`);
    await one.getByRole('button', { name: /^Jump to latest/ }).click();
    await sees(one, 'unread79.');
    await one.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Messages', exact: true }).waitFor(SOON);
    await left(one);
});

await holds('a channel is made, somebody signed out comes by its invite, and joins', async () => {
    const one = await came(ada, '/channels');
    await one.getByRole('button', { name: 'New channel' }).first().click();
    const dialog = one.getByRole('dialog', { name: 'New channel' });
    await dialog.getByRole('textbox', { name: 'Name' }).fill('Readers');
    await dialog.getByRole('radio', { name: 'Private' }).check();
    await dialog.getByRole('button', { name: 'Create' }).click();
    await one.getByRole('heading', { level: 1, name: 'Readers' }).waitFor(SOON);
    await one.getByRole('button', { name: 'More', exact: true }).first().click();
    await one.getByRole('menuitem', { name: 'Invite people' }).click();
    await until('a link', true, async () => /\/invite\//.test(await one.getByRole('textbox', { name: 'Invite link' }).inputValue().catch(() => '')));
    const link = await one.getByRole('textbox', { name: 'Invite link' }).inputValue();
    const stranger = await came(null, new URL(link).pathname);
    await stranger.getByRole('main').getByRole('link', { name: 'Join' }).waitFor(SOON);
    const next = new URL(await stranger.getByRole('main').getByRole('link', { name: 'Sign in' }).getAttribute('href'), origin).searchParams.get('next');
    await stranger.context().addCookies(carol.cookies.map(cookie => ({ ...cookie, url: origin })));
    await stranger.goto(origin + next);
    await stranger.getByRole('heading', { level: 1, name: 'Readers' }).waitFor(SOON);
    await stranger.getByRole('button', { name: 'Join' }).click();
    await field(stranger).waitFor(SOON);
    await one.keyboard.press('Escape');
    await writes(stranger, 'I am in');
    await sees(one, 'I am in');
    await left(one, stranger);
});

await holds('a message is begun by names, which may come long after they were typed', async () => {
    const one = await came(ada, '/messages');
    await one.route('**/users/search**', async route => { await new Promise(then => setTimeout(then, 800)); await route.continue(); });
    await one.getByRole('button', { name: 'New message' }).first().click(SOON);
    const dialog = one.getByRole('dialog', { name: 'New message' });
    await dialog.getByRole('combobox', { name: 'To' }).pressSequentially('carol');
    await one.getByRole('option', { name: /Carol/ }).waitFor(SOON);
    await one.keyboard.press('ArrowDown');
    await one.keyboard.press('Enter');
    await dialog.getByRole('button', { name: 'Carol' }).waitFor(SOON);
    await one.getByRole('listbox').waitFor({ state: 'detached', ...SOON });
    await dialog.getByRole('button', { name: 'Start' }).click();
    await one.getByRole('heading', { level: 1, name: 'Carol' }).waitFor(SOON);
    await left(one);
});

await holds('a thread stands beside the log', async () => {
    const one = await came(ada, `/messages/${dm}`);
    await writes(one, 'A root');
    await article(one, 'A root').filter({ hasText: /Sent|Seen/ }).hover();
    await article(one, 'A root').getByRole('button', { name: 'More', exact: true }).click();
    await one.getByRole('menuitem', { name: 'Reply in thread' }).click();
    const aside = one.getByRole('complementary', { name: 'Thread' });
    await aside.getByRole('textbox').fill('A branch');
    await aside.getByRole('textbox').press('Enter');
    await aside.getByRole('article').filter({ hasText: 'A branch' }).waitFor(SOON);
    await article(one, 'A root').getByRole('link', { name: '1 reply' }).waitFor(SOON);
    assert.equal(await log(one).getByText('A branch').count(), 0);
    await left(one);
});

await holds('all of it by keyboard', async () => {
    const one = await came(ada, '/messages');
    await one.getByRole('list', { name: 'Conversations' }).waitFor(SOON);
    await one.keyboard.press('Control+k');
    await one.getByRole('combobox', { name: 'Where to' }).waitFor(SOON);
    await one.keyboard.type('bob');
    await one.getByRole('option', { name: /Bob/ }).first().waitFor(SOON);
    await one.keyboard.press('Enter');
    await one.getByRole('heading', { level: 1, name: 'Bob' }).waitFor(SOON);
    await field(one).focus();
    await one.keyboard.type('By keys');
    await one.keyboard.press('Enter');
    await article(one, 'By keys').filter({ hasText: /Sent|Seen/ }).waitFor(SOON);
    await one.keyboard.press('ArrowUp');
    await one.getByRole('textbox', { name: 'Edit message' }).waitFor(SOON);
    await one.keyboard.type(' only');
    await one.keyboard.press('Enter');
    await article(one, 'By keys only').waitFor(SOON);
    await until('the message has the focus', true, () => article(one, 'By keys only').evaluate(it => it === document.activeElement));
    await one.keyboard.press('Tab');
    await one.keyboard.press('Enter');
    await one.getByRole('dialog', { name: 'React' }).getByRole('button').first().waitFor(SOON);
    await one.keyboard.press('Enter');
    await article(one, 'By keys only').getByRole('button', { name: '👍, 1' }).waitFor(SOON);
    await left(one);
});

await holds('among 2,000 messages a key costs less than a frame, and the page stays small', async () => {
    const one = await came(ada, '/messages');
    await order('many');
    await one.getByRole('list', { name: 'Conversations' }).getByRole('link', { name: /Long one/ }).click();
    await one.getByRole('button', { name: /^Jump to latest/ }).click();
    await sees(one, 'many1999.');
    for (let n = 0; n < 400 && !await article(one, 'many0.').count(); n++) {
        await log(one).evaluate(it => { it.scrollTop = 0; });
        await one.waitForTimeout(60);
    }
    assert.equal(await article(one, 'many0.').count(), 1, 'the first message');
    assert.ok(await one.evaluate(() => document.querySelectorAll('*').length) < 3000, 'nodes');
    await field(one).focus();
    const took = await one.evaluate(async () => {
        const box = document.activeElement, set = Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value').set, all = [];
        for (let n = 0; n < 60; n++) {
            const began = performance.now();
            set.call(box, `${box.value}a`);
            box.dispatchEvent(new InputEvent('input', { bubbles: true }));
            box.getBoundingClientRect();
            all.push(performance.now() - began);
            await new Promise(requestAnimationFrame);
        }
        return all.sort((a, b) => a - b)[30];
    });
    assert.ok(took < 16, `a key took ${took} ms`);
    await left(one);
});

await browser.close();
verdict();
