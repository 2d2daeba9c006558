// What each thing that somebody does costs of the API's limits, and an hour and a minute made of them: node web_thrift.mjs ORIGIN TOLD, led
// by web_thrift.py.
import { assert, holds, verdict } from './cases.mjs';
import { order } from './orders.mjs';
import { browser, opened } from './pages.mjs';

const [origin, told] = process.argv.slice(2);
const { token, channels, group, cookies } = JSON.parse(told);
const HOUR_MOST = 500, MINUTE_MOST = 50, IDLE_MS = 8000, SLOWLY_MS = 320;
const SOON = { timeout: 20_000 };
const page = await opened('about:blank', 'en-GB', cookies.map(one => ({ ...one, url: origin })));
const costs = {};

/* What is left of the account's hour, as the server says; the question itself takes one. */
async function left() {
    const answer = await page.request.get(`${origin}/api/v1/users/me`, { headers: { authorization: `Bearer ${token}`, cookie: '' } });
    assert.equal(answer.status(), 200);
    return Number(answer.headers()['ratelimit-remaining']);
}

/* Once what is under way has come back, and what waits for a pause was asked. */
async function quiet() {
    await page.waitForTimeout(1000);
    await page.waitForLoadState('networkidle');
}

async function cost(name, times, does) {
    await quiet();
    const before = await left();
    for (let n = 0; n < times; n++)
        await does(n);
    await quiet();
    costs[name] = (before - await left() - 1) / times;
    console.log(`# ${name}: ${costs[name].toFixed(2)}`);
}

const goes = async (name, heading = name) => {
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).first().click();
    await page.getByRole('heading', { level: 1, name: heading }).waitFor(SOON);
};
const place = () => page.evaluate(() => Math.max(0, ...[...document.querySelectorAll('[aria-posinset]')].map(one => Number(one.getAttribute('aria-posinset')))));
const field = () => page.getByRole('textbox', { name: 'Message', exact: true });
const enters = async n => {
    await goes('Channels');
    await page.getByRole('list', { name: 'Channels' }).getByRole('link', { name: new RegExp(`Room ${n % 3}`) }).click();
    await field().waitFor(SOON);
};
const search = () => page.getByRole('searchbox', { name: 'Search' }).last();
const looksFor = (words, delay) => async n => {
    await goes('Explore');
    await search().fill('');
    await search().pressSequentially(words[n], { delay });
    await page.waitForURL(({ searchParams }) => searchParams.get('q') === words[n]);
    await page.getByRole('feed', { name: 'Posts' }).getByRole('article').first().waitFor(SOON);
};

await holds('what is done costs what it costs', async () => {
    await cost('a page loaded', 2, async () => {
        await page.goto(origin);
        await page.locator('#root[data-by=client]').waitFor(SOON);
        await page.getByRole('article').first().waitFor(SOON);
    });
    await cost('eighteen further posts', 4, async () => {
        const from = await place();
        for (let tries = 0; tries < 200 && await place() < from + 18; tries++) {
            await page.evaluate(() => window.scrollBy(0, 2000));
            await page.waitForTimeout(50);
        }
        assert.ok(await place() >= from + 18, `${await place()} posts of ${from + 18}`);
    });
    await cost('a like', 3, n => page.getByRole('button', { name: /^Like, / }).nth(n).click());
    await cost('a post of others', 5, () => order('posts 1'));
    await cost('a post opened', 3, async n => {
        await page.getByRole('article').nth(n).getByRole('link', { name: /^Comment/ }).click();
        await page.getByRole('textbox', { name: 'Write a comment' }).waitFor(SOON);
        await page.goBack();
        await page.getByRole('feed').first().waitFor(SOON);
    });
    for (let n = 0; n < 3; n++)
        await enters(n);
    await cost('a channel entered', 6, enters);
    await cost('a message written', 5, async n => {
        await field().pressSequentially(`Mine ${n}`, { delay: 30 });
        await field().press('Enter');
        await page.getByRole('log').getByText(`Mine ${n}`).last().waitFor(SOON);
    });
    await cost('a message of others', 5, () => order(`writes ${channels[2]} 1`));
    await cost('somebody named, slowly', 2, async () => {
        await field().fill('');
        await field().pressSequentially('@carla17 ', { delay: SLOWLY_MS });
        await field().fill('');
    });
    await cost('a search typed', 2, looksFor(['number of rain', 'weather rain'], 180));
    await cost('a search typed slowly', 2, looksFor(['rain and number', 'of weather and'], SLOWLY_MS));
    await cost('the way to Explore and back', 3, async () => {
        await goes('Explore');
        await goes('Home');
    });
    await cost('a large group opened', 1, async () => {
        await page.goto(`${origin}/messages/${group}`);
        await field().waitFor(SOON);
    });
    await quiet();
    const before = await left();
    await page.waitForTimeout(IDLE_MS);
    costs['a minute of rest'] = Math.max(0, before - await left() - 1) * 60_000 / IDLE_MS;
}, 300);

const sum = counts => Object.entries(counts).reduce((all, [name, count]) => {
    assert.ok(name in costs, `nobody knows what ${name} costs`);
    return all + costs[name] * count;
}, 0);

await holds('an hour of them is less than half of what is allowed', () => {
    const hour = sum({ 'a page loaded': 3, 'eighteen further posts': 30, 'a like': 30, 'a post of others': 40, 'a post opened': 10, 'a channel entered': 30,
        'a message written': 50, 'a message of others': 100, 'somebody named, slowly': 5, 'a search typed': 6, 'a search typed slowly': 4,
        'the way to Explore and back': 20, 'a large group opened': 2, 'a minute of rest': 60 });
    console.log(`# an hour: ${hour.toFixed(0)}`);
    assert.ok(hour < HOUR_MOST, `an hour takes ${hour}: ${JSON.stringify(costs)}`);
});

await holds('a minute of them, too', () => {
    const minute = sum({ 'eighteen further posts': 2, 'a like': 2, 'a post of others': 2, 'a post opened': 1, 'a channel entered': 3, 'a message written': 5,
        'a message of others': 6, 'somebody named, slowly': 1, 'a search typed slowly': 1, 'the way to Explore and back': 1, 'a minute of rest': 1 });
    console.log(`# a minute: ${minute.toFixed(0)}`);
    assert.ok(minute < MINUTE_MOST, `a minute takes ${minute}: ${JSON.stringify(costs)}`);
});

/* Who types slowly, or on a slow machine, asks at each of fifteen keys; the names of a large group are one question. */
await holds('nothing that one does costs much more than its keys', () =>
    Object.entries(costs).forEach(([name, cost]) => assert.ok(cost <= (/typed/.test(name) ? 22 : 12), `${name}: ${cost}`)));

await holds('nothing complains', () => assert.deepEqual(page.complaints, []));

await browser.close();
verdict();
