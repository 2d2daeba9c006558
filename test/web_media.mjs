// Media in the web client: node web_media.mjs ORIGIN
import { button, done, person, picker, ready, WAIT } from './attached.mjs';
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { file, png, wav } from './made.mjs';

const [origin] = process.argv.slice(2);

const ada = await person(origin, 'ada'), bob = await person(origin, 'bob');
const dialog = (page, name = 'New post') => page.getByRole('dialog', { name, exact: true });
const card = (page, text) => page.getByRole('feed', { name: 'Posts' }).getByRole('article', { name: text }).first();
const latest = async who => (await who.call('GET', `/users/${who.id}/posts?limit=1`))[0];

async function compose(page) {
    await button(page, 'New post').click();
    await dialog(page).getByRole('textbox', { name: 'What is happening?' }).waitFor(WAIT);
    return dialog(page);
}

await holds('a picture is added by the button, described, and posted', async () => {
    const page = await ada.page(), writing = await compose(page);
    await button(writing, 'Add media').waitFor(WAIT);
    await picker(page).setInputFiles([file('river.png', 'image/png', png(1200, 800))]);
    await ready(page, 1);
    await button(writing, 'Add a description of river.png').click();
    await page.getByRole('textbox', { name: 'Description' }).fill('A river in the evening');
    const focus = page.getByRole('slider', { name: 'Focus' });
    await focus.focus();
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowUp');
    await button(page, 'Done').click();
    await writing.getByRole('textbox', { name: 'What is happening?' }).fill('By the river');
    await button(writing, 'Post').click();
    await card(page, 'By the river').waitFor(WAIT);
    await card(page, 'By the river').getByRole('button', { name: 'Open picture: A river in the evening' }).waitFor(WAIT);
    const { media: [medium] } = await latest(ada);
    assert.deepEqual([medium.kind, medium.description, medium.width, medium.focus], ['image', 'A river in the evening', 1200, { x: 0.05, y: 0.05 }]);
    await done(page);
});

await holds('the open picture is in the address; keys, going back and Escape work', async () => {
    const page = await ada.page();
    const opener = card(page, 'By the river').getByRole('button', { name: /^Open picture/ });
    await opener.click();
    const viewer = page.getByRole('dialog', { name: 'Media viewer' });
    await viewer.waitFor(WAIT);
    assert.match(page.url(), /[?&]picture=\d+/);
    await viewer.getByText('A river in the evening').waitFor(WAIT);
    await page.keyboard.press('+');
    await page.waitForFunction(() => /scale\(1\.[1-9]/.test(document.querySelector('dialog img')?.style.transform ?? ''));
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached', ...WAIT });
    assert.doesNotMatch(page.url(), /picture=/);
    await opener.click();
    await viewer.waitFor(WAIT);
    await page.goBack();
    await viewer.waitFor({ state: 'detached', ...WAIT });
    const { id, media: [{ id: medium }] } = await latest(ada);
    await page.goto(`${origin}/@ada/${id}?picture=${medium}`);
    await viewer.waitFor(WAIT);
    await viewer.getByRole('button', { name: 'Close' }).click();
    await viewer.waitFor({ state: 'detached', ...WAIT });
    await done(page);
});

await holds('several are pasted and dropped, moved, taken out; five stand as four and more', async () => {
    const page = await ada.page(), writing = await compose(page);
    await button(writing, 'Add media').waitFor(WAIT);
    const give = async (kind, names) => page.evaluate(([how, files]) => {
        const data = new DataTransfer();
        for (const [name, bytes] of files)
            data.items.add(new File([Uint8Array.from(bytes)], name, { type: 'image/png' }));
        const at = document.querySelector('[role=dialog] textarea');
        at.dispatchEvent(how === 'paste' ? new ClipboardEvent('paste', { clipboardData: data, bubbles: true, cancelable: true })
            : new DragEvent('drop', { dataTransfer: data, bubbles: true, cancelable: true }));
    }, [kind, names.map((name, n) => [name, [...png(60 + n, 40, [n * 40, 90, 150])]])]);
    await give('paste', ['one.png', 'two.png']);
    await ready(page, 2);
    await give('drop', ['three.png', 'four.png', 'five.png', 'six.png']);
    await ready(page, 6);
    await button(writing, 'Move two.png earlier').click();
    await button(writing, 'Remove six.png').click();
    await ready(page, 5);
    await writing.getByRole('textbox', { name: 'What is happening?' }).fill('Five of them');
    await button(writing, 'Post').click();
    await card(page, 'Five of them').getByRole('button', { name: /1 more$/ }).waitFor(WAIT);
    const { media } = await latest(ada);
    assert.deepEqual(media.map(({ width }) => width).slice(0, 2), [61, 60]);
    assert.equal(media.length, 5);
    await done(page);
});

await holds('what is not taken is refused in words, and the rest stays', async () => {
    const page = await ada.page(), writing = await compose(page);
    await button(writing, 'Add media').waitFor(WAIT);
    await picker(page).setInputFiles([file('a.png', 'image/png', Buffer.from('this is no picture at all'))]);
    await writing.getByRole('listitem').filter({ hasText: 'a.png' }).getByText(/not supported|damaged/).waitFor(WAIT);
    await writing.getByRole('textbox', { name: 'What is happening?' }).fill('Not yet');
    await button(writing, 'Post').click();
    await writing.getByText('could not be uploaded').waitFor(WAIT);
    await button(writing, 'Remove a.png').click();
    await button(writing, 'Post').click();
    await card(page, 'Not yet').waitFor(WAIT);
    await done(page);
});

await holds('each that is not taken is named with its reason; a row keeps its width, the focus its place', async () => {
    const page = await ada.page(), writing = await compose(page);
    await button(writing, 'Add media').waitFor(WAIT);
    await picker(page).setInputFiles([
        file('drawing.svg', 'image/svg+xml', Buffer.from('<svg/>')), file('nothing.png', 'image/png', Buffer.alloc(0)), file('notes.pdf', 'application/pdf', Buffer.from('%PDF')),
        file('one.png', 'image/png', png(40, 30)), file('two.png', 'image/png', png(30, 40)), file('wrong.png', 'image/png', Buffer.from('no picture')),
    ]);
    const said = await page.getByRole('alert').filter({ hasText: 'Not added' }).textContent();
    assert.equal(said.replace(/[\u2068\u2069]/g, ''), 'Not added: drawing.svg and notes.pdf. Only pictures, films and sounds fit here. Empty, so not added: nothing.png.');
    await writing.getByRole('listitem').filter({ hasText: 'wrong.png' }).getByText(/not supported|damaged/).waitFor(WAIT);
    assert.equal(await button(writing, 'Try again with wrong.png').count(), 0);
    await button(writing, 'Remove wrong.png').click();
    await ready(page, 2);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Remove two.png');
    await button(writing, 'Add a description of one.png').click();
    await page.waitForFunction(() => document.activeElement?.matches('[role=dialog] textarea'), null, WAIT);
    await page.keyboard.type('A lighthouse '.repeat(40));
    await button(page, 'Done').click();
    await button(writing, 'Edit the description of one.png').waitFor(WAIT);
    assert.ok(await page.evaluate(() => [...document.querySelectorAll('[aria-label="Attached media"] > li')].every(item => item.scrollWidth <= item.clientWidth)));
    await button(writing, 'Move one.png later').press('Enter');
    await button(writing, 'Move one.png later').press('Enter');
    await writing.getByRole('textbox', { name: 'What is happening?' }).fill('Two in another order');
    await button(writing, 'Post').click();
    await card(page, 'Two in another order').waitFor(WAIT);
    assert.deepEqual((await latest(ada)).media.map(({ width }) => width), [30, 40]);
    await done(page);
});

await holds('a large file goes on after a reload, where it stopped', async () => {
    const page = await ada.page(), writing = await compose(page), large = png(1700, 1500, [10, 20, 30], true);
    assert.ok(large.length > 7_000_000);
    let pieces = 0;
    await page.route('**/media/tus/*', route => route.request().method() === 'PATCH' && ++pieces > 1 ? route.abort() : route.continue());
    await button(writing, 'Add media').waitFor(WAIT);
    const broken = page.waitForEvent('requestfailed', { predicate: request => request.method() === 'PATCH', ...WAIT });
    await picker(page).setInputFiles([file('large.png', 'image/png', large)]);
    await Promise.all([writing.getByText(/Uploading, [4-9]\d\s?%/).waitFor(WAIT), broken]);
    await page.unroute('**/media/tus/*');
    const heads = [];
    page.on('request', request => /media\/tus/.test(request.url()) && heads.push(request.method()));
    await page.reload();
    await page.locator('#root[data-by=client]').waitFor({ state: 'attached', ...WAIT });
    const again = await compose(page);
    await ready(page, 1);
    assert.deepEqual(heads.slice(0, 2), ['HEAD', 'PATCH']);
    await again.getByRole('textbox', { name: 'What is happening?' }).fill('Large');
    await button(again, 'Post').click();
    await card(page, 'Large').getByRole('button', { name: /^Open picture/ }).waitFor(WAIT);
    assert.equal((await latest(ada)).media[0].width, 1700);
    page.complaints = [];
    await page.close();
});

await holds('a network that is lost in the middle is waited for; what was sent is not sent again', async () => {
    const page = await ada.page(), writing = await compose(page), offsets = [];
    let lost = true;
    /* The first piece comes through, and then nothing until the network is back. */
    await page.route('**/media/tus/*', route => {
        if (route.request().method() === 'PATCH')
            offsets.push(Number(route.request().headers()['upload-offset']));
        return lost && offsets.length !== 1 ? route.abort('internetdisconnected') : route.continue();
    });
    await button(writing, 'Add media').waitFor(WAIT);
    await picker(page).setInputFiles([file('far.png', 'image/png', png(1700, 1500, [90, 20, 30], true))]);
    const progress = writing.getByRole('progressbar', { name: 'Upload of far.png' });
    await page.waitForFunction(() => document.querySelector('[aria-label="Attached media"] progress')?.value >= 4 * 1024 * 1024, null, WAIT);
    assert.ok(await progress.evaluate(one => one.value < one.max));
    await page.waitForTimeout(1500);
    lost = false;
    await ready(page, 1);
    assert.deepEqual([offsets[0], offsets.at(-1)], [0, 4 * 1024 * 1024]);
    await button(writing, 'Remove far.png').click();
    page.complaints = [];
    await page.close();
});

await holds('the connection says when it is made, and it is asked for then', async () => {
    const page = await ada.context.newPage(), told = [], asked = [];
    page.on('websocket', socket => socket.on('framereceived', ({ payload }) => /"media_state"/.test(String(payload)) && told.push(Date.now())));
    page.on('request', request => /\/media\/\d+$/.test(request.url()) && request.method() === 'GET' && asked.push(Date.now()));
    await page.goto(origin);
    await page.locator('#root[data-by=client]').waitFor({ state: 'attached', ...WAIT });
    const writing = await compose(page);
    await button(writing, 'Add media').waitFor(WAIT);
    await page.route(/\/media\/\d+$/, route => asked.length > 1 ? route.continue()
        : route.fulfill({ json: { id: /\d+$/.exec(route.request().url())[0], state: 'processing' } }));
    await picker(page).setInputFiles([file('slow.png', 'image/png', png(1700, 1500, [10, 90, 30], true))]);
    await ready(page, 1);
    assert.deepEqual([told.length, asked.length], [1, 2]);
    assert.ok(asked[1] - told[0] < 600, `${asked[1] - told[0]} ms`);
    await button(writing, 'Remove slow.png').click();
    await page.close();
});

await holds('written offline, a post has its picture when it is sent', async () => {
    const page = await ada.page(), writing = await compose(page);
    await button(writing, 'Add media').waitFor(WAIT);
    await ada.context.setOffline(true);
    await picker(page).setInputFiles([file('offline.png', 'image/png', png(90, 90))]);
    await writing.getByRole('textbox', { name: 'What is happening?' }).fill('From the hut');
    await button(writing, 'Post').click();
    await dialog(page).waitFor({ state: 'detached', ...WAIT });
    await page.getByText('1 attachment').waitFor(WAIT);
    await ada.context.setOffline(false);
    await card(page, 'From the hut').getByRole('button', { name: /^Open picture/ }).waitFor({ timeout: 60000 });
    page.complaints = [];
    await page.close();
});

await holds('a draft keeps what is attached, and becomes the post', async () => {
    const page = await ada.page(), writing = await compose(page);
    await button(writing, 'Add media').waitFor(WAIT);
    await picker(page).setInputFiles([file('draft.png', 'image/png', png(70, 50))]);
    await ready(page, 1);
    await writing.getByRole('textbox', { name: 'What is happening?' }).fill('A draft with a picture');
    await button(writing, 'Close').click();
    await page.waitForFunction(() => fetch('/api/v1/drafts').then(answer => answer.json()).then(all => all[0]?.media_ids?.length === 1), null, WAIT);
    await page.evaluate(() => localStorage.removeItem('kith-composer'));
    await page.goto(`${origin}/drafts`);
    await button(page, 'Edit').click();
    await ready(page, 1);
    await button(dialog(page), 'Post').click();
    await page.getByText('Your post is published').waitFor(WAIT);
    assert.deepEqual(await ada.call('GET', '/drafts'), []);
    const post = await latest(ada);
    assert.deepEqual([post.content, post.media.length], ['A draft with a picture', 1]);
    await done(page);
});

await holds('an edited post loses a picture and gains another', async () => {
    const page = await ada.page('/@ada'), shown = page.getByRole('article', { name: 'A draft with a picture' }).first();
    await button(shown, 'More').click();
    await page.getByRole('menuitem', { name: 'Edit', exact: true }).press('Enter');
    const editing = dialog(page, 'Edit post');
    await ready(page, 1);
    await editing.getByRole('button', { name: /^Remove/ }).click();
    await picker(page).setInputFiles([file('other.png', 'image/png', png(33, 44))]);
    await ready(page, 1);
    await editing.getByRole('switch', { name: 'Sensitive media' }).or(editing.getByRole('checkbox', { name: 'Sensitive media' })).check();
    await button(editing, 'Save').click();
    await editing.waitFor({ state: 'detached', ...WAIT });
    await button(shown, 'Show media').click();
    await shown.getByRole('button', { name: /^Open picture/ }).waitFor(WAIT);
    await button(shown, 'Hide media').click();
    await button(shown, 'Show media').waitFor(WAIT);
    const post = await latest(ada);
    assert.deepEqual([post.media.map(({ width }) => width), post.sensitive], [[33], true]);
    await done(page);
});

await holds('a message has a picture, a file and a voice', async () => {
    const { id } = await ada.call('POST', '/conversations', { participant_ids: ['@bob'] });
    const page = await ada.page(`/messages/${id}`), theirs = await bob.page(`/messages/${id}`);
    await page.getByRole('textbox', { name: 'Message', exact: true }).waitFor(WAIT);
    await picker(page).setInputFiles([file('cat.png', 'image/png', png(300, 200)), file('notes.pdf', 'application/pdf', Buffer.from('%PDF-1.4 notes'))]);
    await ready(page, 2);
    await page.getByRole('textbox', { name: 'Message', exact: true }).fill('Look');
    await button(page, 'Send').click();
    const log = theirs.getByRole('log', { name: 'Messages' });
    await log.getByRole('button', { name: /^Open picture/ }).waitFor(WAIT);
    assert.match(await log.getByRole('link', { name: /notes\.pdf/ }).getAttribute('href'), /download=1/);
    await picker(page).setInputFiles([file('song.wav', 'audio/wav', wav(2))]);
    await ready(page, 1);
    await button(page, 'Send').click();
    await log.getByRole('group', { name: 'Sound' }).waitFor(WAIT);
    const slider = log.getByRole('slider', { name: 'Position' });
    await slider.focus();
    await theirs.keyboard.press('Home');
    await log.getByRole('group', { name: 'Sound' }).getByRole('button', { name: 'Play' }).click();
    await log.getByRole('group', { name: 'Sound' }).getByRole('button', { name: 'Pause' }).waitFor(WAIT);
    const [{ message_type: type, media: [{ waveform }] }] = await ada.call('GET', `/channels/${id}/messages?limit=1`);
    assert.deepEqual([type, waveform.length], ['audio', 64]);
    await done(theirs);
    await done(page);
});

await holds('by a clock that is ahead a file is saved at the second press, as its address is the same', async () => {
    const { id } = await ada.call('POST', '/conversations', { participant_ids: ['@bob'] }), page = await bob.page();
    await page.addInitScript(() => {
        const now = Date.now;
        Date.now = () => now() + 30 * 24 * 3_600_000;
    });
    await page.goto(`${origin}/messages/${id}`);
    const notes = page.getByRole('log', { name: 'Messages' }).getByRole('link', { name: /notes\.pdf/ });
    await notes.waitFor(WAIT);
    const asked = page.waitForRequest(/\/messages[/?]/, WAIT), saved = page.waitForEvent('download', WAIT);
    await notes.click();
    await asked;
    await notes.click();
    assert.equal((await saved).suggestedFilename(), 'notes.pdf');
    await done(page);
});

await holds('a picture of somebody is cut, and stands everywhere', async () => {
    const page = await ada.page('/@ada');
    await button(page, 'Edit profile').click();
    await button(page, 'Change picture').waitFor(WAIT);
    await page.locator('[data-adds=avatar]').setInputFiles([file('me.png', 'image/png', png(900, 600, [120, 40, 90]))]);
    const cutting = dialog(page, 'Change picture');
    await cutting.getByRole('slider', { name: 'Zoom' }).fill('2');
    await cutting.getByRole('img', { name: 'Part of the picture' }).focus();
    await page.keyboard.press('ArrowRight');
    await button(cutting, 'Use picture').click();
    await cutting.waitFor({ state: 'detached', ...WAIT });
    await page.locator('[data-adds=banner]').setInputFiles([file('banner.png', 'image/png', png(1600, 700, [20, 90, 120]))]);
    await button(dialog(page, 'Change banner'), 'Use picture').click();
    await dialog(page, 'Change banner').waitFor({ state: 'detached', ...WAIT });
    const me = await ada.call('GET', '/users/me');
    assert.match(me.avatar_url, /\/media\//);
    assert.match(me.banner_url, /\/media\//);
    await page.waitForFunction(url => [...document.querySelectorAll('header img')].some(one => one.src === url && one.naturalWidth > 0), me.avatar_url, WAIT);
    await done(page);
});

await holds('a profile has its pictures, and settings say what they take', async () => {
    const page = await bob.page('/@ada');
    await page.getByRole('tab', { name: 'Media', exact: true }).click();
    await page.getByRole('link', { name: 'A river in the evening' }).click();
    await page.getByRole('dialog', { name: 'Media viewer' }).waitFor(WAIT);
    await done(page);
    const own = await ada.page('/settings/storage');
    await own.getByRole('row', { name: /^Pictures/ }).waitFor(WAIT);
    const { count } = await ada.call('GET', '/users/me/usage');
    assert.ok(count > 8, String(count));
    await done(own);
});

await browser.close();
verdict();
