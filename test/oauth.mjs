// The page /link in a real browser: node oauth.mjs PORT STARTS, where STARTS is JSON of addresses that a provider sends back to.
// The last line counts the cases.
import { assert, holds, verdict } from './cases.mjs';
import { browser, opened, shows } from './pages.mjs';

const [port, told] = process.argv.slice(2);
const origin = `http://127.0.0.1:${port}`, starts = JSON.parse(told);

/* A window that a provider has just sent back, with the cookie that it went there with. */
const back = ({ url, cookie }) => opened(url, undefined, [{ name: 'kith_browser', value: cookie, url: origin }]);
const me = page => page.evaluate(async () => (await (await fetch('/api/v1/auth/validate')).json()).user?.username);

await holds('every problem that the server may send here is told in words, in both languages', async () => {
    const { paths } = await (await fetch(`${origin}/api/v1/openapi.json`)).json();
    const [, route] = Object.entries(paths).find(([path]) => path.endsWith('/auth/{provider}/callback'));
    const answers = Object.entries(route.get.responses).filter(([status]) => status >= 400);
    const codes = new Set(answers.flatMap(([, answer]) => answer.description.match(/\b[a-z]+(_[a-z]+)+\b|\b(overloaded|conflict|unavailable)\b/g) ?? []));
    for (const asked of ['proof_required', 'second_factor_required', 'username_required']) codes.delete(asked);   // these ask on
    for (const never of ['not_acceptable', 'uri_too_long', 'headers_too_large', 'request_timeout']) codes.delete(never);   // before there is an answer
    assert.ok(codes.size > 8, [...codes].join());
    for (const locale of ['en-GB', 'de-DE']) {
        const page = await opened(`${origin}/link`, locale), unknown = locale === 'en-GB' ? 'That did not work' : 'Das ging nicht';
        for (const code of [...codes, 'registration_closed', 'email_taken', 'conflict', 'invalid_input', 'provider_away', 'too_many_requests']) {
            await page.goto('about:blank');
            await page.goto(`${origin}/link#problem=${code}`);
            await page.locator('#again').waitFor();
            const lead = await page.locator('#lead').textContent();
            assert.ok(lead && !lead.startsWith(unknown), `${locale} ${code}: ${lead}`);
        }
    }
});

await holds('opened bare it says nothing of a sign-in, and a reload still tells what went wrong', async () => {
    const page = await opened(`${origin}/link`);
    await shows(page, 'Nothing to do here');
    assert.equal(await page.getByText('signed in').locator('visible=true').count(), 0);
    await page.goto(`${origin}/link#problem=identity_taken`);
    await shows(page, 'Another account here already uses that account');
    await page.reload();
    await shows(page, 'Another account here already uses that account');
    for (const code of ['constructor', '__proto__', '']) {
        await page.goto('about:blank');
        await page.goto(`${origin}/link#problem=${code}`);
        await shows(page, 'That did not work.');
    }
});

await holds('the password links, also after a reload, and its owner goes on to where they were', async () => {
    const page = await back(starts.password);
    await shows(page, 'An account here has your e-mail address');
    await page.reload();
    assert.equal(page.url(), `${origin}/link`);
    await shows(page, 'An account here has your e-mail address');
    await page.getByLabel('Password of that account').fill('a wrong one 77');
    await page.keyboard.press('Enter');
    await page.locator('#wrong:not(:empty)').waitFor();
    await page.locator('#button:enabled').waitFor();
    assert.equal(await me(page), undefined);
    await page.getByLabel('Password of that account').fill(starts.word);
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}/favicon.svg`);
    await page.goto(`${origin}/link`);
    assert.equal(await me(page), 'oona');
    assert.deepEqual(page.complaints, []);
});

await holds('a second factor is asked for behind the password, and a recovery code is one', async () => {
    const page = await back(starts.factor);
    await page.getByLabel('Password of that account').fill(starts.word);
    await page.keyboard.press('Enter');
    await shows(page, 'Your account asks for a second factor.');
    await page.reload();
    await shows(page, 'Your account asks for a second factor.');
    assert.equal(await page.getByLabel('Password of that account').isVisible(), false);
    assert.equal(await me(page), undefined);
    await page.getByLabel('Code of the second factor').fill('000000');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForFunction(() => document.getElementById('wrong').textContent);
    await page.getByLabel('Code of the second factor').fill(starts.recovery[0]);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForURL(`${origin}/favicon.svg`);
    await page.goto(`${origin}/link`);
    assert.equal(await me(page), 'pia');
    assert.equal(await page.evaluate(() => sessionStorage.length), 0);
    assert.deepEqual(page.complaints, []);
});

await holds('an address that only seems to be of this server leads nowhere else', async () => {
    const to = where => ({ ...starts.astray, url: starts.astray.url.replace(/return_to=[^&]*/, `return_to=${encodeURIComponent(where)}`) });
    for (const where of ['//evil.example', '/\\evil.example', 'http://[', 'https://evil.example']) {
        const target = await (await back(to(where))).evaluate(() => target().href);
        assert.equal(target, `${origin}/`);
    }
    const page = await back(to('/.//evil.example/x'));
    await page.getByLabel('Password of that account').fill(starts.word);
    await page.keyboard.press('Enter');
    await page.waitForURL(url => url.pathname !== '/link');
    assert.equal(new URL(page.url()).origin, origin);
});

await holds('what is refused is told in words of our own, and leads nowhere else', async () => {
    const page = await back({ ...starts.password, url: `${origin}/link#problem=state_invalid&return_to=https://evil.example` });
    await shows(page, 'begun in another browser');
    assert.equal(await page.getByRole('link').getAttribute('href'), '/');
    const other = await back({ ...starts.password, url: `${origin}/link#problem=<b>Call 555</b>` });
    await shows(other, 'That did not work.');
    assert.equal(await other.getByText('555').count(), 0);
});

await holds('a name that is too long is asked for, again where it is wrong', async () => {
    const page = await back(starts.nameless);
    await shows(page, 'the name that you will have here');
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.waitForFunction(() => document.getElementById('wrong').textContent);
    await page.reload();
    await page.getByLabel('User name').fill('oona');
    await page.keyboard.press('Enter');
    await shows(page, /taken/);
    await page.getByLabel('User name').fill('wolfe');
    await page.keyboard.press('Enter');
    await page.waitForURL(`${origin}/favicon.svg`);
    await page.goto(`${origin}/link`);
    assert.equal(await me(page), 'wolfe');
    assert.deepEqual(page.complaints, []);
});

await browser.close();
verdict();
