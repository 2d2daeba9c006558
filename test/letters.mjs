// The pages that letters link to, in a real browser: node letters.mjs PORT FOLDER, where the server puts its letters.
// The last line counts the cases.
import crypto from 'node:crypto';
import fs from 'node:fs';
import { assert, holds, verdict } from './cases.mjs';
import { browser, opened, shows } from './pages.mjs';

const [port, mail] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`, PASSWORD = 'correct horse 9', ANOTHER = 'another horse 8';
let people = 0;

// ---- people and their letters ----

async function call(path, body, token) {
    const headers = { 'Content-Type': 'application/json', ...(token && { Authorization: `Bearer ${token}` }) };
    const answer = await fetch(`${origin}/api/v1/auth/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    return { status: answer.status, body: answer.status === 204 ? null : await answer.json() };
}

async function registered() {
    const name = `person_${++people}`;
    const { status, body } = await call('register', { username: name, email: `${name}@example.org`, password: PASSWORD });
    assert.equal(status, 201);
    return { name, email: `${name}@example.org`, token: body.token };
}

async function link(to, page) {
    for (const end = Date.now() + 10000; Date.now() < end; await new Promise(wake => setTimeout(wake, 50))) {
        const texts = fs.readdirSync(mail).filter(file => file.endsWith('.eml')).map(file => fs.readFileSync(`${mail}/${file}`, 'utf8').replaceAll('=\r\n', ''));
        const found = texts.filter(text => text.includes(`To: <${to}>`)).map(text => text.match(new RegExp(`http://\\S+/${page}#\\S+`))).filter(Boolean);
        if (found.length) return found.at(-1)[0];
    }
    throw new Error(`no letter to ${to} links to /${page}`);
}

// ---- cases ----

await holds('an address is confirmed by the keyboard alone, and the token leaves the address', async () => {
    const ann = await registered();
    const page = await opened(await link(ann.email, 'confirm'));
    assert.equal(page.url(), `${origin}/confirm`);
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'en');
    await page.keyboard.press('Tab');
    await page.keyboard.press('Enter');
    await shows(page, `${ann.email} is the address of ${ann.name}`);
    assert.equal(await page.evaluate(() => document.activeElement.id), 'done');
    assert.deepEqual(page.complaints, []);
    const { body } = await call('login', { username: ann.name, password: PASSWORD });
    assert.equal(body.user.email_confirmed, true);
});

await holds('opening a link does nothing yet, and a used one says so', async () => {
    const ann = await registered();
    const url = await link(ann.email, 'confirm');
    await opened(url);
    const page = await opened(url);
    await page.getByRole('button', { name: 'Confirm the address' }).click();
    await shows(page, 'Confirmed');
    const again = await opened(url);
    await again.getByRole('button', { name: 'Confirm the address' }).click();
    await shows(again, 'This link does not work');
});

await holds('a reload keeps the link until it is used, and another one takes its place', async () => {
    const ann = await registered(), bob = await registered();
    const page = await opened(await link(ann.email, 'confirm'));
    await page.reload();
    await page.getByRole('button', { name: 'Confirm the address' }).waitFor();
    await page.goto(await link(bob.email, 'confirm'));
    await page.waitForFunction(() => !location.hash);
    await page.reload();
    await page.getByRole('button', { name: 'Confirm the address' }).click();
    await shows(page, `${bob.email} is the address of ${bob.name}`);
    assert.equal(await page.evaluate(() => sessionStorage.length + localStorage.length), 0);
    await page.reload();
    await shows(page, 'This link does not work');
});

await holds('a link that is refused for good is forgotten, and one that was only used wrongly is not', async () => {
    const ann = await registered();
    assert.equal((await call('password/forgot', { email: ann.email })).status, 202);
    const page = await opened(await link(ann.email, 'reset'));
    await page.getByLabel('New password').fill('short');
    await page.keyboard.press('Enter');
    await shows(page, /8 characters/);
    await page.reload();
    await page.getByLabel('New password').fill(ANOTHER);
    await page.keyboard.press('Enter');
    await shows(page, 'Your password is changed');
    const dead = await opened(`${origin}/reset#${'B'.repeat(43)}`);
    await shows(dead, 'This link does not work');
    assert.ok(!await dead.getByLabel('New password').isVisible(), 'a password is asked for all the same');
    await dead.reload();
    await dead.getByLabel('E-mail address').waitFor();
});

const totp = (secret, step = Math.floor(Date.now() / 30000)) => {
    const bits = [...secret].map(letter => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map(octet => parseInt(octet, 2)));
    const mac = crypto.createHmac('sha1', key).update(Buffer.from(step.toString(16).padStart(16, '0'), 'hex')).digest();
    return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
};

await holds('what else opens the account is shown, and goes with a code', async () => {
    const ann = await registered();
    const { body: app } = await call('totp', { password: PASSWORD }, ann.token);
    const { body: made } = await call('totp/confirm', { code: totp(app.secret) }, ann.token);
    assert.equal((await call('password/forgot', { email: ann.email })).status, 202);
    const page = await opened(await link(ann.email, 'reset'));
    await page.getByLabel('New password').fill(ANOTHER);
    await page.getByLabel('Recovery codes').waitFor();
    assert.equal(await page.getByLabel('Code of your second factor').isVisible(), false);
    await page.getByLabel('Authenticator app, since').check();
    await page.getByRole('button', { name: 'Use this password' }).click();
    await shows(page, 'This needs a code of your second factor');
    await page.getByLabel('Code of your second factor').fill(made.recovery_codes[0]);
    await page.getByRole('button', { name: 'Use this password' }).click();
    await shows(page, 'Your password is changed');
    assert.equal((await call('login', { username: ann.name, password: ANOTHER })).status, 200);
    assert.deepEqual(page.complaints, []);
});

await holds('a new password is asked for, and chosen, in German', async () => {
    const ann = await registered();
    const page = await opened(`${origin}/reset`, 'de-AT');
    assert.equal(await page.evaluate(() => document.documentElement.lang), 'de');
    await page.getByLabel('E-Mail-Adresse').fill('ann');
    await page.getByRole('button', { name: 'Brief schicken' }).click();
    await shows(page, 'Das ist keine E-Mail-Adresse');
    await page.getByLabel('E-Mail-Adresse').fill(ann.email);
    await page.keyboard.press('Enter');
    await shows(page, 'Sieh in dein Postfach');
    const choose = await opened(await link(ann.email, 'reset'), 'de-AT');
    await choose.getByLabel('Neues Passwort').fill('kurz');
    await choose.keyboard.press('Enter');
    await shows(choose, 'Das Passwort braucht mindestens 8 Zeichen.');
    assert.equal(await choose.getByLabel('Neues Passwort').getAttribute('aria-invalid'), 'true');
    await choose.getByLabel('Neues Passwort').fill(ANOTHER);
    await choose.keyboard.press('Enter');
    await shows(choose, 'Dein Passwort ist geändert');
    assert.equal((await call('login', { username: ann.name, password: ANOTHER })).status, 200);
    assert.deepEqual([...page.complaints, ...choose.complaints], []);
});

await holds('a link that is worth nothing leads to a new one', async () => {
    const page = await opened(`${origin}/reset#${'A'.repeat(43)}`);
    await shows(page, 'This link does not work. It works once, for an hour. Here you can ask for another one.');
    await page.getByLabel('E-mail address').waitFor();
});

await holds('an address changes', async () => {
    const ann = await registered(), to = `new_${ann.email}`;
    assert.equal((await call('email', { email: to, password: PASSWORD }, ann.token)).status, 202);
    const page = await opened(await link(to, 'email'));
    await page.getByRole('button', { name: 'Use this address' }).click();
    await shows(page, `${to} is now the address of ${ann.name}`);
});

await holds('an address that was taken meanwhile is told of', async () => {
    const ann = await registered(), bob = await registered();
    assert.equal((await call('email', { email: bob.email, password: PASSWORD }, ann.token)).status, 202);
    const page = await opened(await link(bob.email, 'email')), token = (await link(bob.email, 'confirm')).split('#')[1];
    assert.equal((await call('email/confirm', { token })).status, 200);
    await page.getByRole('button', { name: 'Use this address' }).click();
    await shows(page, 'Another account has this address now.');
});

await browser.close();
verdict();
