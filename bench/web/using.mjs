// The client in a real browser, as quick as its reader feels it: node using.mjs ORIGIN COOKIE CHAT POSTS MESSAGES ROUNDS. CHAT is the path of a
// chat. Scrolls past so many posts and messages, and moves about so often. Prints {what: number}.
import { browser, opened } from './pages.mjs';

const [origin, cookie, chat, posts, messages, rounds] = process.argv.slice(2);
const told = {};
const page = await opened('about:blank', 'en-GB', [{ ...JSON.parse(cookie), url: origin }]);
const devtools = await page.context().newCDPSession(page);
await devtools.send('Performance.enable');
await page.setViewportSize({ width: 1280, height: 900 });

await page.addInitScript(() => {
    window.seen = { events: [], shifts: 0 };
    new PerformanceObserver(list => list.getEntries().forEach(one => one.interactionId && window.seen.events.push(one.duration)))
        .observe({ type: 'event', durationThreshold: 16, buffered: true });
    new PerformanceObserver(list => list.getEntries().forEach(one => one.hadRecentInput || (window.seen.shifts += one.value)))
        .observe({ type: 'layout-shift', buffered: true });
});

const metric = async name => (await devtools.send('Performance.getMetrics')).metrics.find(one => one.name === name).value;
const most = (numbers, part = 1) => numbers.toSorted((a, b) => a - b)[Math.ceil(numbers.length * part) - 1] ?? 0;
const frame = () => page.evaluate(() => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done))));
const seen = () => page.evaluate(() => window.seen);
const nodes = () => page.evaluate(() => document.querySelectorAll('*').length);
const stands = () => page.locator('#root[data-by=client]').waitFor({ timeout: 60000 });
const article = () => page.getByRole('article').first().waitFor({ timeout: 60000 });

/* From the press to the frame that shows the other place. */
async function moved(name, heading) {
    await page.evaluate(h1 => {
        window.moved = new Promise(done => addEventListener('click', ({ timeStamp }) => {
            const looks = () => document.querySelector('h1')?.textContent.trim() === h1
                ? requestAnimationFrame(() => setTimeout(() => done(performance.now() - timeStamp))) : requestAnimationFrame(looks);

            looks();
        }, { once: true, capture: true }));
    }, heading);
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name }).first().click();
    return page.evaluate(() => window.moved);
}

const PLACES = ['Explore', 'Messages', 'Channels', 'Saved', 'Lists', 'Home'];
async function round() {
    const taken = [];
    for (const name of PLACES) {
        taken.push(await moved(name, name));
        await frame();
    }
    return taken;
}

await page.goto(origin);
await stands();
await article();
await round();
const moves = [];
for (let n = 0; n < 5; n++)
    moves.push(...await round());
told['a move between places, 95 of 100'] = most(moves, 0.95);

/* Posts: by the last article's place in the list. */
const place = () => page.evaluate(() => Math.max(0, ...[...document.querySelectorAll('[aria-posinset]')].map(one => Number(one.getAttribute('aria-posinset')))));
for (let stuck = 0, last = 0; last < Number(posts) && stuck < 100;) {
    await page.evaluate(() => window.scrollBy(0, 6000));
    await frame();
    const now = await place();
    stuck = now > last ? 0 : stuck + 1;
    last = Math.max(last, now);
    stuck && await page.waitForTimeout(50);
    told['posts scrolled past'] = last;
}
told['nodes after the posts'] = await nodes();
const likes = page.getByRole('button', { name: /^(Like|Unlike), / });
for (let n = 0; n < 6; n++) {
    await likes.nth(n % await likes.count()).click();
    await frame();
}
told['an interaction after the posts, 98 of 100'] = most((await seen()).events, 0.98);
told['layout shift of the feed, thousandths'] = (await seen()).shifts * 1000;

/* A chat. */
await page.goto(origin + chat);
await stands();
const log = page.getByRole('log', { name: 'Messages', exact: true });
await log.getByRole('article').first().waitFor({ timeout: 60000 });
await log.hover();
for (let n = 0, last = ''; n < Number(messages) / 4; n++) {
    await page.mouse.wheel(0, -4000);
    await frame();
    const first = await log.getByRole('article').first().textContent().catch(() => '');
    if (first === last && n > 40 && (await page.waitForTimeout(200), first === await log.getByRole('article').first().textContent()))
        break;
    last = first;
}
told['nodes after the messages'] = await nodes();
const field = page.getByRole('textbox', { name: 'Message', exact: true });
await field.click();
await page.keyboard.type('first');
const before = await metric('TaskDuration');
const text = 'what somebody says to others, at some length, in one go';
for (const letter of text)
    await page.keyboard.type(letter);
await frame();
told['a key in the chat'] = (await metric('TaskDuration') - before) * 1000 / text.length;
told['an interaction in the chat, 98 of 100'] = most((await seen()).events, 0.98);
told['layout shift of the chat, thousandths'] = (await seen()).shifts * 1000;

/* Moving about and writing, again and again: what stays. */
const heap = async () => {
    await devtools.send('HeapProfiler.collectGarbage');
    return await metric('JSHeapUsedSize') / 2 ** 20;
};
const heaps = [];
await page.goto(origin);
await stands();
await article();
for (let n = 0; n < Number(rounds); n++) {
    await round();
    await page.evaluate(() => window.scrollBy(0, 3000));
    await frame();
    if (n >= Math.min(10, rounds / 3))
        heaps.push(await heap());
}
const part = Math.max(1, Math.floor(heaps.length / 4)), mean = some => some.reduce((sum, one) => sum + one, 0) / some.length;
told['memory at first'] = mean(heaps.slice(0, part));
told['memory in the end'] = mean(heaps.slice(-part));

console.log(JSON.stringify(told));
await browser.close();
