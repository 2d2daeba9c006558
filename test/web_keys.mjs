// Every screen by keyboard alone: node web_keys.mjs ORIGIN FACTS
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { come, placesOf } from './places.mjs';
import { facts, origin, windowOf } from './window.mjs';

const STOPS_MOST = 400;

/* What the focus is on: is it seen, and in the window? */
const stop = () => {
    const at = document.activeElement;
    if (!at || at === document.body)
        return { name: '' };
    const name = (at.getAttribute('aria-label') ?? at.textContent.trim()).slice(0, 60) || at.outerHTML.slice(0, 100);
    const box = at.getBoundingClientRect(), wrong = [];
    const ringed = element => ['', '::before', '::after'].some(part => {
        const style = getComputedStyle(element, part || null);
        return (style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0) || style.boxShadow !== 'none';
    });
    const around = [at, at.parentElement, at.parentElement?.parentElement, ...at.labels ?? [], at.nextElementSibling].filter(Boolean);

    window.stops ??= new Set();
    const known = window.stops.has(at);
    window.stops.add(at);
    if (!at.matches('textarea') && !around.some(ringed))         /* of a sheet that one writes on, the caret is seen */
        wrong.push('its focus is not seen');
    if (box.bottom < 0 || box.top > innerHeight || box.right < 0 || box.left > innerWidth)
        wrong.push('it is out of sight');
    if (at.closest('[aria-hidden=true], [inert]'))
        wrong.push('nobody is told of it');
    return { name: `${at.tagName} ${name}`, known, wrong };
};

/* Controls that no Tab came to; those within a widget that is one stop are reached by its arrows. */
const missed = () => [...document.querySelectorAll('a[href], button, input, textarea, select, summary, [tabindex]')]
    .filter(one => !window.stops.has(one) && !one.disabled && one.checkVisibility({ visibilityProperty: true, opacityProperty: false }))
    .filter(one => !one.closest('[role=tablist], [role=tree], [role=radiogroup], [role=log], [role=toolbar], [role=listbox], [role=grid], [aria-hidden=true], [inert]'))
    .filter(one => one.type !== 'radio' && one.type !== 'hidden' && !one.matches('h1, main, article, [role=article], [tabindex="-1"]:not(a, button, input, textarea)'))
    .filter(one => one.getBoundingClientRect().width > 1)
    .map(one => one.outerHTML.slice(0, 140));

/* Some screens take the focus at once, so the walk goes on at the top of the page when it comes to its end. */
async function walk(page, wrong, again) {
    for (let n = 0, ends = 0; n < STOPS_MOST && ends < 2; n++) {
        await page.keyboard.press('Tab');
        const at = await page.evaluate(stop);
        if (at.known && !again)
            break;
        ends += !at.name;
        (at.known ? [] : at.wrong ?? []).forEach(one => wrong.push(`${at.name}: ${one}`));
    }
}

/* What came after the walk had passed its place is there for a second one. */
async function walked(page) {
    const wrong = [];
    await walk(page, wrong, false);
    if ((await page.evaluate(missed)).length)
        await walk(page, wrong, true);
    const left = await page.evaluate(missed);
    return [...wrong, ...left.map(one => `no key comes to ${one}`)];
}

for (const out of [false, true])
    await holds(`each control of each screen is reached by Tab and seen there, ${out ? 'signed out' : 'signed in'}`, async () => {
        const page = await windowOf({ width: 1280, out }), found = [];
        for (const { path } of placesOf(facts).filter(place => !!place.out === out)) {
            await page.goto(origin + path);
            await come(page);
            found.push(...(await walked(page)).map(one => `${path}: ${one}`));
        }
        assert.deepEqual(found, []);
        await page.context().close();
    }, 500);

/* Opened by keys: the focus is within, does not leave, and comes back to what opened it. */
const DIALOGS = [
    ['/', 'New post', 'dialog'], ['/', /^Account menu/, 'menu'], ['/messages', 'New message', 'dialog'], ['/channels', 'New channel', 'dialog'],
    ['/lists', 'New list', 'dialog'], ['/settings/account', 'Delete account', 'dialog'], ['/settings/security', 'Add a passkey', 'dialog'],
    [`/@${facts.username}`, 'More', 'menu'], [`/@${facts.username}/${facts.post}`, 'More', 'menu'], ['/@ada', 'Edit profile', 'dialog'],
];

await holds('dialogs and menus keep the focus, and give it back', async () => {
    const page = await windowOf({ width: 1280 }), found = [];
    for (const [path, name, role] of DIALOGS) {
        await page.goto(origin + path);
        await come(page);
        const button = page.getByRole('button', { name, exact: typeof name === 'string' }).first();
        await button.waitFor({ timeout: 15000 }).catch(() => found.push(`${path}: no ${name}`));
        if (found.at(-1) === `${path}: no ${name}`)
            continue;
        await button.focus();
        await page.keyboard.press('Enter');
        const opened = page.getByRole(role).last();
        await opened.waitFor({ timeout: 15000 }).catch(() => found.push(`${path}: ${name} opens nothing`));
        for (let n = 0; n < 12; n++) {
            await page.keyboard.press(role === 'menu' ? 'ArrowDown' : 'Tab');
            if (!await opened.evaluate(one => one.contains(document.activeElement)).catch(() => false)) {
                found.push(`${path}: the focus left ${name}`);
                break;
            }
        }
        await page.keyboard.press('Escape');
        await opened.waitFor({ state: 'detached', timeout: 15000 }).catch(() => found.push(`${path}: Escape does not close ${name}`));
        const back = await page.waitForFunction(one => document.activeElement === one, await button.elementHandle(), { timeout: 3000 }).catch(() => null);
        if (!back)
            found.push(`${path}: ${name} does not get the focus back`);
    }
    assert.deepEqual(found, []);
    await page.context().close();
}, 300);

await browser.close();
verdict();
