// What a page keeps longer than the addresses of its media work; here that is a few seconds: node web_stale.mjs ORIGIN
import { done, person, WAIT } from './attached.mjs';
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { film, png, wav } from './made.mjs';

const [origin] = process.argv.slice(2);
const OVER_MS = 5500;

const ada = await person(origin, 'ada'), bob = await person(origin, 'bob');
for (const [who, whom] of [[ada, 'bob'], [bob, 'ada']])
    await who.call('POST', `/users/@${whom}/follow`);

/* A medium of Ada's, whose id can be attached. */
async function given(name, mimeType, buffer, more = {}) {
    const made = await ada.context.request.post(`${origin}/api/v1/media`, { multipart: { ...more, file: { name, mimeType, buffer } } });
    const { id } = await made.json();
    for (let state = ''; state !== 'ready'; ({ state } = await ada.call('GET', `/media/${id}`)))
        assert.notEqual(state, 'failed');
    return id;
}

/* Until what is on the page no longer works; only then may it be asked for. */
const over = page => page.waitForTimeout(OVER_MS);
const refused = (page, what) => page.evaluate(url => fetch(url).then(answer => answer.status), what);

await holds('a film, a sound and a file of a message are asked for again when they are wanted', async () => {
    const { id } = await ada.call('POST', '/conversations', { participant_ids: ['@bob'] });
    const page = await bob.page(`/messages/${id}`), log = page.getByRole('log', { name: 'Messages' });
    await log.waitFor(WAIT);
    for (const media_ids of [[await given('mill.mp4', 'video/mp4', film(2))], [await given('song.wav', 'audio/wav', wav(2))],
        [await given('notes.txt', 'text/plain', Buffer.from('Notes of a walk'), { kind: 'file' })]])
        await ada.call('POST', `/channels/${id}/messages`, { media_ids });
    const video = log.locator('video'), sound = log.locator('audio'), notes = log.getByRole('link', { name: /notes\.txt/ });
    await notes.waitFor(WAIT);
    const before = [await video.getAttribute('src'), await sound.getAttribute('src'), await notes.getAttribute('href')];
    await over(page);
    assert.deepEqual(await Promise.all(before.map(url => refused(page, url))), [403, 403, 403]);
    await video.focus();
    await page.keyboard.press('k');
    await page.waitForFunction(() => document.querySelector('video').ended, null, WAIT);
    await log.getByRole('group', { name: 'Sound' }).getByRole('button', { name: 'Play' }).click();
    await page.waitForFunction(() => document.querySelector('audio').ended, null, WAIT);
    const [download] = await Promise.all([page.waitForEvent('download', WAIT), notes.click()]);
    assert.equal(download.suggestedFilename(), 'notes.txt');
    const after = [await video.getAttribute('src'), await sound.getAttribute('src'), await notes.getAttribute('href')];
    assert.ok(after.every((url, n) => url !== before[n]), String(after));
    await done(page);
});

await holds('a picture is, when somebody opens it', async () => {
    await ada.call('POST', '/posts', { content: 'For followers', visibility: 'followers', media_ids: [await given('one.png', 'image/png', png(900, 600))] });
    const page = await bob.page('/@ada'), opener = page.getByRole('article', { name: 'For followers' }).first().getByRole('button', { name: /^Open picture/ });
    await opener.waitFor(WAIT);
    await over(page);
    await opener.click();
    await page.waitForFunction(() => document.querySelector('dialog img')?.naturalWidth > 0, null, WAIT);
    await done(page);
});

await holds('a story is, and one that a highlight keeps', async () => {
    const told = async name => ada.call('POST', '/stories', { media_id: await given(name, 'image/png', png(90, 160)), text: name });
    const first = await told('first'), second = await told('second');
    await ada.call('POST', '/highlights', { title: 'Both', story_ids: [first.id, second.id] });
    const seen = (page, words) => page.waitForFunction(said => [...document.querySelectorAll('section p')].some(one => one.textContent === said)
        && [...document.querySelectorAll('section img')].some(one => one.alt === 'Picture without description' && one.naturalWidth > 0), words, WAIT);
    const page = await bob.page(), link = page.getByRole('region', { name: 'Stories', exact: true }).getByRole('link', { name: /Ada/ });
    await link.waitFor(WAIT);
    await over(page);
    await link.click();
    await seen(page, 'first');
    await page.getByRole('button', { name: 'Pause' }).click();
    await over(page);
    await page.keyboard.press('ArrowRight');
    await seen(page, 'second');
    await page.goto(`${origin}/@ada`);
    await page.getByRole('link', { name: /Both/ }).click();
    await seen(page, 'first');
    await page.getByRole('button', { name: 'Pause' }).click();
    await over(page);
    await page.keyboard.press('ArrowRight');
    await seen(page, 'second');
    await done(page);
});

await browser.close();
verdict();
