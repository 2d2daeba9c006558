// A real browser without scripts: node web_plain.mjs ORIGIN LETTERS (the folder that they are written to).
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { codeOf, PASSWORD, windowAt } from './somebody.mjs';

const [origin, letters] = process.argv.slice(2);
const WAIT = { timeout: 20000 };
const plain = async (options = {}) => {
    const window = await windowAt(origin, { javaScriptEnabled: false, ...options });
    return Object.assign(await window.context.newPage(), { window });
};
const button = (page, name) => page.getByRole('button', { name, exact: typeof name === 'string' }).first();
const link = (page, name) => page.getByRole('link', { name, exact: typeof name === 'string' }).first();
const heading = (page, name) => page.getByRole('heading', { level: 1, name }).first().waitFor(WAIT);
const seen = (page, words) => page.getByText(words).first().waitFor(WAIT);
const inside = page => link(page, 'New post').waitFor(WAIT);

async function signedOut(page) {
    await page.locator('.account summary').click();
    await button(page, 'Sign out').click();
    await link(page, 'Sign in').waitFor(WAIT);
}

async function joined(page, name) {
    await page.goto(`${origin}/join`);
    await page.getByLabel('Username').fill(name);
    await page.getByLabel('Email').fill(`${name}@example.org`);
    await page.getByLabel('Password').fill(PASSWORD);
    await button(page, 'Join').click();
    await inside(page);
}

async function signedIn(page, name, password = PASSWORD) {
    await page.getByLabel('Username or email').fill(name);
    await page.getByLabel('Password').fill(password);
    await button(page, 'Sign in').click();
}

/* Of the letter that comes, with its ends of lines taken out as mail programs do. */
async function linkInLetter() {
    for (let tries = 0; tries < 200; tries++) {
        for (const name of await readdir(letters).catch(() => [])) {
            const text = (await readFile(join(letters, name), 'utf8').catch(() => '')).replace(/=\r?\n/g, '').replaceAll('=3D', '=');
            const found = /https?:\S+\/reset#[\w-]+/.exec(text);
            if (found)
                return found[0];
        }
        await new Promise(resolve => setTimeout(resolve, 100));
    }
    throw new Error('no letter came');
}

const ann = await plain(), bob = await plain();

await holds('people join, post, comment, like and follow', async () => {
    await joined(ann, 'ann');
    await joined(bob, 'bob');
    await link(ann, 'New post').click();
    await ann.getByLabel('What is happening?').fill('Hello from a quiet browser');
    await ann.getByLabel('Content warning').fill('A greeting');
    await ann.getByLabel('Who can see this').selectOption({ label: 'Unlisted' });
    await button(ann, 'Post').click();
    await seen(ann, 'A greeting');
    await bob.goto(ann.url());
    await bob.locator('article summary').click();
    await seen(bob, 'Hello from a quiet browser');
    await button(bob, 'Like, 0 likes').click();
    await button(bob, 'Unlike, 1 like').waitFor(WAIT);
    await bob.getByLabel('Write a comment').fill('Good to read you');
    await button(bob, 'Comment').click();
    await seen(bob, 'Good to read you');
    await ann.reload();
    await ann.getByRole('listitem').filter({ hasText: 'Good to read you' }).getByRole('button', { name: 'Like, 0 likes' }).click();
    await ann.getByRole('listitem').filter({ hasText: 'Good to read you' }).getByRole('button', { name: 'Unlike, 1 like' }).waitFor(WAIT);
    await bob.goto(`${origin}/@ann`);
    await button(bob, 'Follow').click();
    await button(bob, 'Unfollow').click();
    await button(bob, 'Follow').waitFor(WAIT);
});

await holds('one votes, and reads what came out; a quote shows what it quotes', async () => {
    const poll = await ann.window.call('POST', '/posts', { content: 'Tea or rain?', poll: { options: ['Tea', 'Rain'], expires_in: 3600 } });
    await bob.window.call('POST', '/posts', { content: 'A good question', boost_of: poll.id });
    await bob.goto(`${origin}/@ann/${poll.id}`);
    await bob.getByRole('radio', { name: 'Rain' }).check();
    await button(bob, 'Vote').click();
    await seen(bob, 'Your vote');
    await seen(bob, '1 vote');
    await ann.goto(`${origin}/@bob`);
    await ann.locator('blockquote').filter({ hasText: 'Tea or rain?' }).first().waitFor(WAIT);
});

await holds('pages go on, and signing in leads back', async () => {
    for (let n = 0; n < 20; n++)
        await ann.window.call('POST', '/posts', { content: `number ${n}.` });
    const stranger = await plain();
    await stranger.goto(`${origin}/@ann`);
    await link(stranger, 'Older posts').click();
    await seen(stranger, 'number 0.');
    await link(stranger, 'Sign in').click();
    await signedIn(stranger, 'bob');
    await inside(stranger);
    await seen(stranger, 'number 0.');
});

await holds('a second step is a page of its own', async () => {
    const cas = await plain();
    await joined(cas, 'cas');
    const { secret } = await cas.window.call('POST', '/auth/totp', { password: PASSWORD });
    const { recovery_codes: [spare] } = await cas.window.call('POST', '/auth/totp/confirm', { code: codeOf(secret) });
    await signedOut(cas);
    await cas.goto(`${origin}/login?next=%2Ftag%2Ftea`);
    await signedIn(cas, 'cas');
    await heading(cas, 'Second step');
    await cas.getByLabel('Code').fill('000000');
    await button(cas, 'Verify').click();
    await seen(cas, 'Wrong code');
    await cas.getByLabel('Code').fill(spare);
    await button(cas, 'Verify').click();
    await heading(cas, '#tea');
    await inside(cas);
});

await holds('who forgot the password chooses another one', async () => {
    const page = await plain(), chosen = 'a wholly new one 7';
    await page.goto(`${origin}/login`);
    await link(page, 'Forgot password?').click();
    await page.getByLabel('Email').fill('ann@example.org');
    await button(page, 'Send link').click();
    await page.getByRole('status').filter({ hasText: 'is on its way' }).waitFor(WAIT);
    await link(page, 'Enter the link from the email').click();
    await page.getByLabel('Link from the email').fill('https://kith.example/reset#nonsense');
    await page.getByLabel('New password').fill(chosen);
    await button(page, 'Use this password').click();
    await seen(page, 'This link no longer works');
    await page.getByLabel('Link from the email').fill(await linkInLetter());
    await page.getByLabel('New password').fill('short');
    await button(page, 'Use this password').click();
    await page.getByLabel('New password').fill(chosen);
    await button(page, 'Use this password').click();
    await page.getByRole('status').filter({ hasText: 'Your password has been changed' }).waitFor(WAIT);
    await link(page, 'Sign in').click();
    await signedIn(page, 'ann', chosen);
    await inside(page);
    await ann.goto(`${origin}/saved`);
    await heading(ann, 'Sign in');
});

await holds('what needs scripts says so', async () => {
    await bob.goto(`${origin}/messages`);
    assert.match(await bob.locator('main').innerText(), /needs JavaScript/);
    await bob.goto(`${origin}/nothing/here`);
    await heading(bob, 'Page not found');
});

await browser.close();
verdict();
