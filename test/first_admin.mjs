// The page of the first admin in a real browser, by keyboard and by mouse: node first_admin.mjs LINK. The last line counts the cases.
import { assert, holds, verdict } from './cases.mjs';
import { browser, opened } from './pages.mjs';

const [link] = process.argv.slice(2);

await holds('the link leaves no token in the address', async () => {
    const page = await opened(link);
    assert.equal(new URL(page.url()).hash, '');
    assert.ok(await page.locator('#form').isVisible());
    assert.deepEqual(page.complaints, []);
});

await holds('a reload keeps the link, for this tab alone', async () => {
    const page = await opened(link);
    await page.reload();
    assert.ok(await page.locator('#form').isVisible());
    assert.equal(await page.evaluate(() => localStorage.length), 0);
    const other = await page.context().newPage();
    await other.goto(link.replace(/#.*/, ''));
    assert.ok(await other.locator('#dead').isVisible());
});

await holds('what is wrong is told beside its field, and the first such field has the focus', async () => {
    const page = await opened(link);
    await page.fill('#username', 'a!');
    await page.fill('#email', 'nowhere');
    await page.fill('#password', 'password');
    await page.click('button');
    await page.locator('#username-wrong').filter({ hasText: /\S/ }).waitFor();
    assert.ok(await page.locator('#password-wrong').textContent());
    assert.equal(await page.evaluate(() => document.activeElement.id), 'username');
    assert.deepEqual(page.complaints, []);
});

await holds('the keyboard alone is enough to become the first admin', async () => {
    const page = await opened(link);
    await page.locator('#username').focus();
    await page.keyboard.type('the_first');
    await page.keyboard.press('Tab');
    await page.keyboard.type('first@example.org');
    await page.keyboard.press('Tab');
    await page.keyboard.type('a few words in a row');
    await page.keyboard.press('Enter');
    await page.locator('#done').waitFor();
    assert.equal(await page.locator('#name').textContent(), 'the_first');
    const me = await page.evaluate(async () => (await fetch('/api/v1/users/me')).json());
    assert.deepEqual([me.username, me.role], ['the_first', 'admin']);
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    assert.deepEqual(page.complaints, []);
});

await holds('the link works once', async () => {
    const page = await opened(link);
    await page.fill('#username', 'the_second');
    await page.fill('#email', 'second@example.org');
    await page.fill('#password', 'a few words in a row');
    await page.click('button');
    await page.locator('#dead').waitFor();
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    assert.deepEqual(page.complaints, []);
});

await browser.close();
verdict();
