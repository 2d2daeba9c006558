// Joining and signing in, in real browsers: node web_door.mjs ORIGIN
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { codeOf, PASSWORD, windowAt, withAuthenticator } from './somebody.mjs';

const [origin] = process.argv.slice(2);
const WAIT = { timeout: 15000 };
const at = options => windowAt(origin, options);

const field = (page, name) => page.getByRole('textbox', { name, exact: true });
const password = page => page.getByLabel('Password', { exact: true });
const button = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true });
const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor(WAIT);
const alert = (page, words) => page.getByRole('alert').filter({ hasText: words }).first().waitFor(WAIT);
const path = page => { const url = new URL(page.url()); return url.pathname + url.search; };
const arrived = (page, wanted) => page.waitForURL(url => url.pathname + url.search === wanted, WAIT);
const inside = page => page.getByRole('button', { name: /^Account menu/ }).waitFor(WAIT);
const tooWide = page => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

async function typedIn(page, name, secret = PASSWORD) {
    await field(page, 'Username or email').fill(name);
    await password(page).fill(secret);
    await button(page, 'Sign in').click();
}

async function joined(page, username) {
    await field(page, 'Username').fill(username);
    await field(page, 'Email').fill(`${username}@example.org`);
    await password(page).fill(PASSWORD);
    await button(page, 'Join').click();
    await heading(page, 'Welcome');
}

const ada = await at();
await ada.join('ada', { display_name: 'Ada' });
await ada.call('POST', '/posts', { content: 'Rain on the river #walks' });

await holds('a name that is taken, odd or short is told while one types', async () => {
    const page = await (await at()).page('/join'), name = field(page, 'Username');
    for (const [typed, words] of [['ada', /has that name/], ['a b!', /letters a to z/], ['ab', /At least 3/]]) {
        await name.fill(typed);
        const reason = page.getByText(words);
        await reason.waitFor(WAIT);
        assert.equal(await name.getAttribute('aria-invalid'), 'true');
        assert.match(await name.getAttribute('aria-describedby'), new RegExp(await reason.getAttribute('id')));
    }
    await name.fill('nobody_yet');
    await page.getByText('This name is free.').waitFor(WAIT);
    assert.equal(await name.getAttribute('aria-invalid'), null);
    assert.deepEqual(page.complaints, []);
});

await holds('a password is told how strong it is', async () => {
    const page = await (await at()).page('/join');
    for (const [typed, words] of [['short', 'Too short'], ['aaaaaaaaaa', 'Weak'], ['correct horse battery staple', 'Strong']]) {
        await password(page).fill(typed);
        await page.getByText(words).waitFor(WAIT);
    }
});

await holds('from joining to the first post', async () => {
    const page = await (await at()).page('/join');
    await joined(page, 'bea');
    await field(page, 'Display name').fill('Bea Marsh');
    await button(page, 'Continue').click();
    await heading(page, 'Find your people');
    await button(page, '#walks').click();
    await button(page, 'Follow Ada').click();
    await button(page, 'Unfollow Ada, Following').waitFor(WAIT);
    await page.getByText('Writes about #walks').waitFor(WAIT);
    await button(page, 'Continue').click();
    await heading(page, 'Your first post');
    await field(page, 'What is happening?').fill('Hello from the river');
    await button(page, 'Continue').click();
    await arrived(page, '/');
    const feed = page.getByRole('feed', { name: 'Posts' });
    await feed.getByRole('article', { name: /Bea Marsh.*Hello from the river/ }).waitFor(WAIT);
    await feed.getByRole('article', { name: /Ada.*Rain on the river/ }).waitFor(WAIT);
    await page.getByRole('button', { name: 'Account menu, Bea Marsh' }).waitFor(WAIT);
    assert.deepEqual(page.complaints, []);
});

await holds('steps can be left out, and the last leads to where one wanted to go', async () => {
    const page = await (await at()).page('/join?next=%2Ftag%2Fwalks');
    await joined(page, 'cas');
    for (const name of ['Welcome', 'Find your people', 'Your first post']) {
        await heading(page, name);
        await button(page, 'Skip').click();
    }
    await arrived(page, '/tag/walks');
});

await holds('what is missing or taken is told beside its field, and what was typed stays', async () => {
    const page = await (await at()).page('/join');
    await button(page, 'Join').click();
    assert.equal(await page.getByText('Fill this in.').count(), 3);
    await field(page, 'Username').fill('dan');
    await field(page, 'Email').fill('ada@example.org');
    await password(page).fill(PASSWORD);
    await button(page, 'Join').click();
    await page.getByText('There is an account with that address already').waitFor(WAIT);
    assert.equal(await field(page, 'Email').getAttribute('aria-invalid'), 'true');
    assert.equal(await field(page, 'Username').inputValue(), 'dan');
});

await holds('a wrong password is an alert, and the name stays', async () => {
    const page = await (await at()).page('/login');
    await typedIn(page, 'ada', 'not this one');
    await alert(page, 'do not go together');
    assert.equal(await field(page, 'Username or email').inputValue(), 'ada');
    await password(page).fill(PASSWORD);
    await password(page).press('Enter');
    await inside(page);
    assert.equal(path(page), '/');
    assert.deepEqual(page.complaints, []);
});

await holds('what needs somebody signed in leads there and back', async () => {
    const page = await (await at()).page('/saved');
    await heading(page, 'Sign in');
    await typedIn(page, 'ada');
    await heading(page, 'Saved');
    assert.equal(path(page), '/saved');
});

await holds('no link sends somebody elsewhere', async () => {
    const page = await (await at()).page('/login?next=%2F%2Fevil.example');
    await typedIn(page, 'ada');
    await inside(page);
    assert.equal(page.url(), `${origin}/`);
});

await holds('who is inside already is led on', async () => {
    const page = await ada.page('/login?next=%2Fsaved');
    await heading(page, 'Saved');
});

await holds('a passkey is offered on joining, and signs in', async () => {
    const page = await (await at()).page('/join');
    await withAuthenticator(page);
    await joined(page, 'eli');
    await button(page, 'Add a passkey').click();
    await page.getByText('Your passkey is ready.').waitFor(WAIT);
    assert.equal(await page.getByRole('list', { name: 'Recovery codes' }).getByRole('listitem').count(), 10);
    await page.goto(`${origin}/`);
    await page.getByRole('button', { name: /^Account menu/ }).click(WAIT);
    await page.getByRole('menuitem', { name: 'Sign out' }).click();
    await page.getByRole('link', { name: 'Sign in', exact: true }).first().click(WAIT);
    await button(page, 'Use a passkey').click();
    await page.getByRole('button', { name: 'Account menu, eli' }).waitFor(WAIT);
    assert.deepEqual(page.complaints, []);
});

await holds('a passkey is the second step of a password', async () => {
    const page = await (await at()).page('/join');
    await withAuthenticator(page);
    await joined(page, 'fay');
    await button(page, 'Add a passkey').click();
    await page.getByText('Your passkey is ready.').waitFor(WAIT);
    await page.evaluate(() => fetch('/api/v1/auth/logout', { method: 'POST' }));
    await page.goto(`${origin}/login`);
    await typedIn(page, 'fay');
    await heading(page, 'Second step');
    await button(page, 'Use a passkey').click();
    await inside(page);
});

await holds('a code is the second step of a password; a wrong one is an alert', async () => {
    const gus = await at();
    await gus.join('gus');
    const { secret } = await gus.call('POST', '/auth/totp', { password: PASSWORD });
    const { recovery_codes: [spare] } = await gus.call('POST', '/auth/totp/confirm', { code: codeOf(secret) });
    await gus.call('POST', '/auth/logout');
    const page = await gus.page('/login');
    await typedIn(page, 'gus');
    await heading(page, 'Second step');
    await field(page, 'Code').fill('000000');
    await button(page, 'Verify').click();
    await alert(page, 'That code is wrong');
    await field(page, 'Code').fill(spare);
    await field(page, 'Code').press('Enter');
    await inside(page);
    assert.deepEqual(page.complaints, []);
});

await holds('who forgot the password is told the same, whether there is an account or not', async () => {
    for (const email of ['ada@example.org', 'nobody@example.org']) {
        const page = await (await at()).page('/login');
        await page.getByRole('link', { name: 'Forgot password?', exact: true }).click(WAIT);
        await heading(page, 'Forgot password?');
        await field(page, 'Email').fill(email);
        await field(page, 'Email').press('Enter');
        await page.getByRole('status').filter({ hasText: 'an email with a link is on its way' }).waitFor(WAIT);
    }
});

await holds('an address that is not confirmed is a bar, which sends the letter again and can be put away', async () => {
    const hal = await at();
    await hal.join('hal');
    const page = await hal.page('/saved'), bar = page.getByRole('region', { name: 'Confirm your email' });
    await bar.getByText('hal@example.org').waitFor(WAIT);
    await bar.getByRole('button', { name: 'Send again' }).click();
    await page.getByRole('status').filter({ hasText: 'An email is on its way' }).waitFor(WAIT);
    await bar.getByRole('button', { name: 'Not now' }).click();
    await page.reload();
    await heading(page, 'Saved');
    assert.equal(await bar.count(), 0);
});

await holds('one comes in by keyboard alone', async () => {
    const page = await (await at()).page('/login');
    await heading(page, 'Sign in');
    const focused = () => page.evaluate(() => document.activeElement?.getAttribute('name'));
    for (let n = 0; await focused() !== 'identifier' && n < 30; n++)
        await page.keyboard.press('Tab');
    await page.keyboard.type('ada');
    await page.keyboard.press('Tab');
    await page.keyboard.type(PASSWORD);
    await page.keyboard.press('Enter');
    await inside(page);
});

await holds('the door reads from right to left, and fits a narrow window', async () => {
    const page = await (await at({ viewport: { width: 320, height: 700 }, locale: 'ar' })).page('/join');
    await page.getByRole('heading', { level: 1, name: 'انضمام' }).waitFor(WAIT);
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
    assert.equal(await tooWide(page), false);
    await page.goto(`${origin}/login`);
    await page.getByRole('heading', { level: 1, name: 'تسجيل الدخول' }).waitFor(WAIT);
    assert.equal(await tooWide(page), false);
});

await browser.close();
verdict();
