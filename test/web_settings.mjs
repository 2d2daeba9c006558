// The settings of the web client in real browsers: node web_settings.mjs ORIGIN
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { codeOf, PASSWORD, windowAt, withAuthenticator } from './somebody.mjs';

const [origin] = process.argv.slice(2);
const WAIT = { timeout: 15000 };
let people = 0;

/* Somebody of whom no other case knows. */
async function somebody(options) {
    const one = await windowAt(origin, options), username = `person_${++people}`;
    const { user_id: id } = await one.join(username);
    return { ...one, username, id };
}

const heading = (page, name) => page.getByRole('heading', { level: 1, name, exact: true }).waitFor(WAIT);
const button = (page, name) => page.getByRole('main').getByRole('button', { name, exact: true });
const dialog = (page, name) => page.getByRole('dialog', { name });
const saved = page => page.getByRole('status').filter({ hasText: /^Saved$/ }).first().waitFor(WAIT);
const settings = page => page.getByRole('navigation', { name: 'Settings' });
const tooWide = page => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

async function proven(page, title, action, password = PASSWORD) {
    await dialog(page, title).getByLabel('Password', { exact: true }).fill(password);
    await dialog(page, title).getByRole('button', { name: action, exact: true }).click();
}

async function opened(one, section, name) {
    const page = await one.page(`/settings/${section}`);
    await heading(page, name);
    return page;
}

await holds('every section has its place', async () => {
    const page = await (await somebody()).page('/settings');
    await heading(page, 'Settings');
    const names = ['Profile', 'Account', 'Privacy', 'Messages', 'Stories', 'Appearance', 'Language', 'Sessions', 'Security', 'Linked accounts',
        'Blocked and muted', 'Storage', 'Your data', 'About'];
    assert.deepEqual(await settings(page).getByRole('link').allInnerTexts(), names);
    for (const name of names) {
        await settings(page).getByRole('link', { name, exact: true }).click();
        await heading(page, name);
        assert.equal(await settings(page).locator('[aria-current=page]').innerText(), name);
    }
    assert.deepEqual(page.complaints, []);
});

await holds('a section that is not there is a page that is not found', async () => {
    await heading(await (await somebody()).page('/settings/wallet'), 'Page not found');
});

await holds('a name and a bio are saved when one leaves them', async () => {
    const one = await somebody(), page = await opened(one, 'profile', 'Profile');
    await page.getByRole('textbox', { name: 'Display name' }).fill('Ada <b>L.</b>');
    await page.getByRole('textbox', { name: 'Display name' }).press('Enter');
    await saved(page);
    await page.getByRole('button', { name: 'Account menu, Ada <b>L.</b>' }).waitFor(WAIT);
    await page.getByRole('textbox', { name: 'Bio' }).fill('Rivers.\nBread.');
    await page.getByRole('textbox', { name: 'Display name' }).focus();
    await page.waitForFunction(() => fetch('/api/v1/users/me').then(answer => answer.json()).then(me => me.bio === 'Rivers.\nBread.'), null, WAIT);
    await page.reload();
    await page.getByRole('textbox', { name: 'Bio' }).waitFor(WAIT);
    assert.equal(await page.getByRole('textbox', { name: 'Bio' }).inputValue(), 'Rivers.\nBread.');
    assert.deepEqual(page.complaints, []);
});

await holds('switches of privacy are kept by the server', async () => {
    const one = await somebody(), page = await opened(one, 'privacy', 'Privacy');
    for (const [name, member] of [['Approve who follows me', 'locked'], ['Hide me from search engines', 'noindex']]) {
        await page.getByRole('switch', { name }).click();
        await page.waitForFunction(key => fetch('/api/v1/users/me').then(answer => answer.json()).then(me => me[key]), member, WAIT);
    }
    await saved(page);
    await page.reload();
    await page.getByRole('switch', { name: 'Approve who follows me' }).waitFor(WAIT);
    assert.equal(await page.getByRole('switch', { name: 'Approve who follows me' }).isChecked(), true);
});

await holds('a switch that is refused goes back with a word', async () => {
    const page = await opened(await somebody(), 'privacy', 'Privacy'), locked = page.getByRole('switch', { name: 'Approve who follows me' });
    await locked.waitFor(WAIT);
    await page.route('**/users/me', route => route.request().method() === 'PATCH'
        ? route.fulfill({ status: 429, contentType: 'application/problem+json', body: '{"code": "too_many_requests", "status": 429}' }) : route.continue());
    await locked.click();
    await page.getByRole('alert').filter({ hasText: 'a lot in a short time' }).first().waitFor(WAIT);
    assert.equal(await locked.isChecked(), false);
});

await holds('who may write, and what others notice', async () => {
    const one = await somebody(), page = await opened(one, 'messages', 'Messages');
    await page.getByRole('combobox', { name: 'Who can write to me' }).selectOption('People I follow');
    await page.getByRole('switch', { name: 'Read receipts' }).click();
    await page.getByRole('switch', { name: 'Show when I am here' }).click();
    await page.waitForFunction(() => fetch('/api/v1/users/me/messaging').then(answer => answer.json())
        .then(now => now.direct_messages_from === 'following' && !now.read_receipts && now.presence === 'invisible' && now.typing), null, WAIT);
    await saved(page);
});

await holds('a theme is there at once, and after a reload', async () => {
    const page = await opened(await somebody(), 'appearance', 'Appearance');
    const theme = () => page.evaluate(() => document.documentElement.dataset.theme ?? 'system');
    const group = page.getByRole('radiogroup', { name: 'Theme' });
    await group.getByRole('radio', { name: 'Dark' }).click();
    await saved(page);
    assert.equal(await theme(), 'dark');
    await page.reload();
    await group.getByRole('radio', { name: 'Dark' }).waitFor(WAIT);
    assert.equal(await theme(), 'dark');
    assert.equal(await group.getByRole('radio', { name: 'Dark' }).isChecked(), true);
    await group.getByRole('radio', { name: 'System' }).click();
    assert.equal(await theme(), 'system');
});

await holds('keys can be switched off', async () => {
    const page = await opened(await somebody(), 'appearance', 'Appearance');
    await page.getByRole('switch', { name: 'Keyboard shortcuts' }).click();
    await page.getByRole('heading', { level: 1 }).focus();
    await page.keyboard.press('g');
    await page.keyboard.press('h');
    await page.keyboard.press('?');
    assert.equal(await dialog(page, 'Keyboard shortcuts').count(), 0);
    await page.getByRole('switch', { name: 'Keyboard shortcuts' }).click();
    await page.keyboard.press('?');
    await dialog(page, 'Keyboard shortcuts').waitFor(WAIT);
});

await holds('a language is there at once, and after a reload, with its direction', async () => {
    const page = await opened(await somebody(), 'language', 'Language');
    await page.getByRole('combobox', { name: 'Language' }).selectOption('Deutsch');
    await heading(page, 'Sprache');
    await page.getByRole('combobox', { name: 'Sprache' }).selectOption('العربية');
    await heading(page, 'اللغة');
    assert.equal(await page.evaluate(() => document.documentElement.dir), 'rtl');
    await page.reload();
    await heading(page, 'اللغة');
    assert.equal(await page.evaluate(() => `${document.documentElement.lang} ${document.documentElement.dir}`), 'ar rtl');
    assert.equal(await tooWide(page), false);
});

await holds('a device that is signed out here is signed out there', async () => {
    const one = await somebody(), elsewhere = await windowAt(origin, { userAgent: 'Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1' });
    await elsewhere.call('POST', '/auth/login', { username: one.username, password: PASSWORD });
    const page = await opened(one, 'sessions', 'Sessions');
    const row = page.getByRole('list', { name: 'Sessions' }).getByRole('listitem').filter({ hasText: 'Safari on iPhone' });
    await page.getByText('This device').waitFor(WAIT);
    await row.getByRole('button', { name: 'Sign out' }).click(WAIT);
    await saved(page);
    await row.waitFor({ state: 'detached', ...WAIT });
    assert.equal((await elsewhere.answer('GET', '/users/me')).status(), 401);
    assert.equal((await one.answer('GET', '/users/me')).status(), 200);
});

await holds('all other devices are signed out with the password', async () => {
    const one = await somebody(), elsewhere = await windowAt(origin);
    await elsewhere.call('POST', '/auth/login', { username: one.username, password: PASSWORD });
    const page = await opened(one, 'sessions', 'Sessions');
    await button(page, 'Sign out everywhere else').click(WAIT);
    await proven(page, 'Sign out everywhere else', 'Sign out everywhere else');
    await saved(page);
    assert.equal((await elsewhere.answer('GET', '/users/me')).status(), 401);
});

await holds('a password is changed with the one before', async () => {
    const one = await somebody(), page = await opened(one, 'security', 'Security'), next = 'four grey herons';
    const current = page.getByLabel('Current password', { exact: true }), wanted = page.getByLabel('New password', { exact: true });
    await current.fill('not this one');
    await wanted.fill(next);
    await button(page, 'Change password').click();
    await page.getByText('That is not your password').waitFor(WAIT);
    assert.equal(await current.getAttribute('aria-invalid'), 'true');
    await current.fill(PASSWORD);
    await button(page, 'Change password').click();
    await saved(page);
    assert.equal(await wanted.inputValue(), '');
    const elsewhere = await windowAt(origin);
    assert.equal((await elsewhere.answer('POST', '/auth/login', { username: one.username, password: PASSWORD })).status(), 401);
    assert.equal((await elsewhere.answer('POST', '/auth/login', { username: one.username, password: next })).status(), 200);
    assert.deepEqual(page.complaints, []);
});

await holds('a passkey is added with the password, renamed, and removed', async () => {
    const page = await opened(await somebody(), 'security', 'Security');
    await withAuthenticator(page);
    await button(page, 'Add a passkey').click(WAIT);
    await proven(page, 'Add a passkey', 'Continue', 'not this one');
    await dialog(page, 'Add a passkey').getByText('That is not your password').waitFor(WAIT);
    await proven(page, 'Add a passkey', 'Continue');
    const codes = dialog(page, 'Recovery codes');
    await codes.waitFor(WAIT);
    assert.equal(await codes.getByRole('listitem').count(), 10);
    await codes.getByRole('button', { name: 'Close' }).click();
    const row = page.getByRole('list', { name: 'Passkeys' }).getByRole('listitem');
    await row.getByText('Chromium on Linux').waitFor(WAIT);
    await row.getByRole('button', { name: 'Rename Chromium on Linux' }).click();
    const name = dialog(page, 'Rename passkey').getByRole('textbox', { name: 'Name of the passkey' });
    assert.equal(await name.inputValue(), 'Chromium on Linux');
    await name.fill('The one <b>at home</b>');
    await name.press('Enter');
    await row.getByText('The one <b>at home</b>').waitFor(WAIT);
    await saved(page);
    await row.getByRole('button', { name: 'Remove The one' }).click();
    await proven(page, 'Remove The one <b>at home</b>', 'Remove');
    await row.waitFor({ state: 'detached', ...WAIT });
    assert.deepEqual(page.complaints, []);
});

await holds('an app is set up by its key, and then asked for', async () => {
    const one = await somebody(), page = await opened(one, 'security', 'Security');
    await button(page, 'Set up an app').click(WAIT);
    await proven(page, 'Set up an app', 'Continue');
    const setup = dialog(page, 'Set up an app');
    await setup.getByRole('img', { name: 'QR code for the app' }).waitFor(WAIT);
    const secret = (await setup.locator('code').innerText()).replaceAll(' ', '');
    await setup.getByRole('textbox', { name: 'Code' }).fill('000000');
    await setup.getByRole('button', { name: 'Verify' }).click();
    await setup.getByText('That code is wrong').waitFor(WAIT);
    await setup.getByRole('textbox', { name: 'Code' }).fill(codeOf(secret));
    await setup.getByRole('button', { name: 'Verify' }).click();
    await dialog(page, 'Recovery codes').waitFor(WAIT);
    await dialog(page, 'Recovery codes').getByRole('button', { name: 'Close' }).click();
    await page.getByText('Authenticator app is on').waitFor(WAIT);
    await page.getByText('10 codes are left').waitFor(WAIT);
    assert.equal((await (await windowAt(origin)).answer('POST', '/auth/login', { username: one.username, password: PASSWORD })).status(), 401);
    assert.deepEqual(page.complaints, []);
});

await holds('whom one blocks and mutes is listed, and let go', async () => {
    const one = await somebody(), other = await somebody();
    await one.call('POST', `/users/${other.id}/block`);
    await one.call('POST', `/users/${other.id}/mute`);
    const page = await opened(one, 'blocked', 'Blocked and muted');
    for (const [list, deed, none] of [['Blocked people', 'Unblock', 'You have not blocked anybody'], ['Muted people', 'Unmute', 'You have not muted anybody']]) {
        await page.getByRole('list', { name: list }).getByRole('button', { name: `${deed}, ${other.username}` }).click(WAIT);
        await page.getByText(none).waitFor(WAIT);
    }
    await saved(page);
    assert.deepEqual(await one.call('GET', '/blocks'), []);
});

await holds('a copy of everything is made and fetched', async () => {
    const page = await opened(await somebody(), 'data', 'Your data');
    await button(page, 'Export my data').click(WAIT);
    const link = page.getByRole('link', { name: 'Download' });
    await link.waitFor({ timeout: 30000 });
    const [file] = await Promise.all([page.waitForEvent('download'), link.click()]);
    assert.match(file.suggestedFilename(), /\.zip$/);
    assert.deepEqual(page.complaints, []);
});

await holds('an account is deleted with the password, and can be taken back', async () => {
    const one = await somebody(), page = await opened(one, 'account', 'Account');
    await button(page, 'Delete account').click(WAIT);
    await dialog(page, 'Delete account').getByText('Your posts and comments').waitFor(WAIT);
    await proven(page, 'Delete account', 'Delete account', 'not this one');
    await dialog(page, 'Delete account').getByText('That is not your password').waitFor(WAIT);
    await proven(page, 'Delete account', 'Delete account');
    await page.getByRole('link', { name: 'Sign in', exact: true }).first().waitFor(WAIT);
    assert.equal((await one.answer('GET', `/users/@${one.username}`)).status(), 404);
    await one.call('POST', '/auth/login', { username: one.username, password: PASSWORD });
    const again = await one.page('/');
    await again.getByRole('button', { name: 'Keep my account' }).click(WAIT);
    await again.getByRole('status').filter({ hasText: 'Your account stays' }).waitFor(WAIT);
    assert.equal((await one.answer('GET', `/users/@${one.username}`)).status(), 200);
});

await holds('a setting is found by its name', async () => {
    const page = await (await somebody()).page('/settings/profile'), search = page.getByRole('searchbox', { name: 'Search settings' });
    await search.fill('read rec');
    await page.getByRole('list', { name: 'Found settings' }).getByRole('link', { name: /Read receipts/ }).click(WAIT);
    await heading(page, 'Messages');
    assert.equal(await search.inputValue(), '');
    await search.fill('nothing like that');
    await page.getByText('Nothing found').waitFor(WAIT);
});

await holds('settings are changed by keyboard alone', async () => {
    const page = await opened(await somebody(), 'privacy', 'Privacy'), locked = page.getByRole('switch', { name: 'Approve who follows me' });
    await locked.waitFor(WAIT);
    const isFocused = () => locked.evaluate(one => one === document.activeElement);
    for (let n = 0; !await isFocused() && n < 60; n++)
        await page.keyboard.press('Tab');
    await page.keyboard.press('Space');
    await saved(page);
    assert.equal(await locked.isChecked(), true);
});

await holds('on a phone the sections are a page, and lead back to it', async () => {
    const page = await (await somebody({ viewport: { width: 320, height: 640 } })).page('/settings');
    await heading(page, 'Settings');
    await settings(page).getByRole('link', { name: 'Security', exact: true }).click();
    await heading(page, 'Security');
    assert.equal(await tooWide(page), false);
    await page.getByRole('button', { name: 'Back' }).click();
    await heading(page, 'Settings');
});

await browser.close();
verdict();
