// What is recorded, heard and seen in the web client, to its end: node web_played.mjs ORIGIN
import { bar, button, done, person, picker, ready, said, WAIT } from './attached.mjs';
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { file, film, png } from './made.mjs';

const [origin] = process.argv.slice(2);
const FILM = file('mill.mp4', 'video/mp4', film(2));

const ada = await person(origin, 'ada', { permissions: ['microphone'] }), bob = await person(origin, 'bob', { permissions: ['microphone'] });
for (const [who, whom] of [[ada, 'bob'], [bob, 'ada']])
    await who.call('POST', `/users/@${whom}/follow`);
const talk = (await ada.call('POST', '/conversations', { participant_ids: ['@bob'] })).id;

/* What the browser's own microphone of tests hears: a beep each second. */
await holds('a voice message is recorded, sent, and heard at the other side', async () => {
    const page = await ada.page(`/messages/${talk}`), theirs = await bob.page(`/messages/${talk}`);
    await button(page, 'Record a voice message').click();
    const recorder = page.getByRole('group', { name: 'Voice message' });
    await recorder.getByText('Recording').waitFor(WAIT);
    await recorder.getByRole('timer').getByText('0:02').waitFor(WAIT);
    await page.keyboard.press('Enter');
    await recorder.getByText('Recording').waitFor({ state: 'detached', ...WAIT });
    const heard = theirs.getByRole('log', { name: 'Messages' }).getByRole('group', { name: 'Voice message' }), slider = heard.getByRole('slider', { name: 'Position' });
    await heard.waitFor(WAIT);
    const [{ message_type: type, media: [medium] }] = await bob.call('GET', `/channels/${talk}/messages?limit=1`);
    assert.deepEqual([type, medium.kind, medium.waveform.length], ['audio', 'voice', 64]);
    assert.ok(medium.duration > 1 && medium.duration < 6, String(medium.duration));
    assert.ok(Math.max(...medium.waveform) > 2 * Math.min(...medium.waveform), `one sees the beeps: ${medium.waveform}`);
    const heights = await slider.locator('span span').evaluateAll(bars => bars.map(bar => bar.style.blockSize));
    assert.ok(heights.length === 64 && new Set(heights).size > 1, String(heights));
    await slider.focus();
    await theirs.keyboard.press('ArrowRight');
    assert.ok(Number(await slider.getAttribute('aria-valuenow')) > 0, 'the arrow goes on');
    await theirs.keyboard.press('Home');
    assert.equal(await slider.getAttribute('aria-valuenow'), '0');
    assert.match(await slider.getAttribute('aria-valuetext'), /0:00/);
    await theirs.keyboard.press('Space');
    await button(heard, 'Pause').waitFor(WAIT);
    await theirs.waitForFunction(() => document.querySelector('audio').ended, null, WAIT);
    await button(heard, 'Play').waitFor(WAIT);
    await done(theirs);
    await done(page);
});

await holds('a recording is thrown away', async () => {
    const page = await ada.page(`/messages/${talk}`);
    const before = (await ada.call('GET', '/users/me/usage')).count;
    await button(page, 'Record a voice message').click();
    await page.getByRole('timer').getByText('0:01').waitFor(WAIT);
    await page.keyboard.press('Escape');
    await page.getByRole('timer').waitFor({ state: 'detached', ...WAIT });
    await button(page, 'Record a voice message').waitFor(WAIT);
    assert.equal((await ada.call('GET', '/users/me/usage')).count, before);
    await done(page);
});

await holds('a film is attached, has a poster, and plays to its end', async () => {
    const page = await ada.page();
    await button(page, 'New post').click();
    const writing = page.getByRole('dialog', { name: 'New post', exact: true });
    await button(writing, 'Add media').waitFor(WAIT);
    await picker(page).setInputFiles([FILM]);
    await ready(page);
    await button(writing, 'Add a description of mill.mp4').click();
    await page.getByRole('textbox', { name: 'Description' }).fill('The mill turns');
    await button(page, 'Done').click();
    await writing.getByRole('textbox', { name: 'What is happening?' }).fill('At the mill');
    await button(writing, 'Post').click();
    /* Published, not only on its way. */
    const filmOn = within => within.getByRole('article', { name: 'At the mill' }).first().getByLabel('Film: The mill turns');
    await filmOn(page).waitFor(WAIT);
    const theirs = await bob.page('/@ada'), shown = filmOn(theirs);
    await shown.waitFor(WAIT);
    const poster = await shown.getAttribute('poster');
    assert.equal(await theirs.evaluate(url => fetch(url).then(answer => answer.headers.get('Content-Type')), poster), 'image/jpeg');
    const { width, height } = await shown.boundingBox();
    assert.ok(Math.abs(width / height - 4 / 3) < 0.05, `${width} ${height}`);
    await shown.focus();
    await theirs.keyboard.press('k');
    await theirs.waitForFunction(() => document.querySelector('video').ended, null, WAIT);
    assert.ok(await shown.evaluate(video => video.currentTime > 1.8));
    await done(theirs);
    await done(page);
});

await holds('a story with a film and one of words go on by themselves, to the next and out', async () => {
    const page = await ada.page();
    await button(bar(page), 'Add story').click();
    const making = page.getByRole('dialog', { name: 'New story' });
    await button(making, 'Add media').waitFor(WAIT);
    await picker(page).setInputFiles([FILM]);
    await ready(page);
    await making.getByRole('textbox', { name: 'Caption' }).fill('It turns');
    await button(making, 'Share story').click();
    await making.waitFor({ state: 'detached', ...WAIT });
    await ada.call('POST', '/stories', { text: 'And stands' });
    const theirs = await bob.page();
    await bar(theirs).getByRole('link', { name: /Stories of .*Ada/ }).click();
    await said(theirs, 'It turns').waitFor(WAIT);
    await said(theirs, 'And stands').waitFor(WAIT);
    await theirs.waitForURL(({ pathname }) => !pathname.startsWith('/stories'), WAIT);
    const [{ seen }, { seen: alsoSeen }] = await bob.call('GET', '/users/@ada/stories');
    assert.deepEqual([seen, alsoSeen], [true, true]);
    await done(theirs);
    await done(page);
});

await holds('the focus stays on what leads on; another emoji is given, and taken back', async () => {
    const page = await bob.page('/stories/ada'), on = button(page, 'Next story');
    await button(page, 'Pause').click();
    await on.focus();
    await page.keyboard.press('Enter');
    await said(page, 'And stands').waitFor(WAIT);
    assert.ok(await on.evaluate(one => one === document.activeElement), 'the focus is lost');
    await page.getByRole('status').getByText(/Ada.*, story 2 of 2: And stands/).waitFor({ state: 'attached', ...WAIT });
    await button(page, 'Another emoji').click();
    const choice = page.getByRole('dialog', { name: 'Another emoji' });
    await choice.waitFor(WAIT);
    /* Longer than the story lasts: it waits for whoever chooses. */
    await page.waitForTimeout(7000);
    await button(choice, '🌈').click();
    await choice.waitFor({ state: 'detached', ...WAIT });
    await button(page, 'Pause').click();
    assert.equal(await button(page, '🌈').getAttribute('aria-pressed'), 'true');
    const reaction = async () => (await bob.call('GET', '/users/@ada/stories')).at(-1).reaction;
    assert.equal(await reaction(), '🌈');
    await button(page, '🌈').click();
    await button(page, '🌈').waitFor({ state: 'detached', ...WAIT });
    await page.waitForFunction(() => fetch('/api/v1/users/@ada/stories').then(answer => answer.json()).then(all => all.at(-1).reaction === null), null, WAIT);
    await done(page);
});

await holds('a highlight is made with a chosen cover, put in order, renamed and emptied by keys', async () => {
    const picture = async (name, colour) => {
        const page = await ada.page('/');
        await button(bar(page), 'Add story').click();
        const making = page.getByRole('dialog', { name: 'New story' });
        await button(making, 'Add media').waitFor(WAIT);
        await picker(page).setInputFiles([file(`${name}.png`, 'image/png', png(90, 160, colour))]);
        await making.getByRole('textbox', { name: 'Caption' }).fill(name);
        await ready(page);
        await button(making, 'Share story').click();
        await making.waitFor({ state: 'detached', ...WAIT });
        await done(page);
    };
    await picture('Red', [200, 20, 20]);
    await picture('Blue', [20, 20, 200]);
    const page = await ada.page('/@ada');
    await button(page, 'New highlight').click();
    const making = page.getByRole('dialog', { name: 'New highlight' }), rows = making.getByRole('list', { name: 'Stories in it' }).getByRole('listitem');
    await making.getByRole('textbox', { name: 'Title' }).fill('Colours');
    for (const name of ['And stands', 'Red', 'Blue'])
        await making.getByRole('button', { name: new RegExp(`^Add .*${name}`) }).click();
    await making.getByRole('radio', { name: /Blue/ }).check();
    const up = making.getByRole('button', { name: /^Move .*Blue.* up$/ });
    await up.focus();
    await page.keyboard.press('Enter');
    assert.ok(await up.evaluate(one => one === document.activeElement), 'the focus goes with the row');
    await page.keyboard.press('Enter');
    assert.deepEqual(await rows.evaluateAll(all => all.map(one => /Blue|stands|Red/.exec(one.textContent)[0])), ['Blue', 'stands', 'Red']);
    await button(making, 'Save').click();
    await making.waitFor({ state: 'detached', ...WAIT });
    const kept = async () => {
        const [{ id }] = await ada.call('GET', `/users/${ada.id}/highlights`);
        return ada.call('GET', `/highlights/${id}`);
    };
    const first = await kept(), textsOf = ({ stories }) => stories.map(({ text }) => text);
    assert.deepEqual(textsOf(first), ['Blue', 'And stands', 'Red']);
    assert.equal(first.cover_story_id, first.stories[0].id);
    await page.waitForFunction(() => document.querySelector('a[href^="/stories/highlights/"] img')?.naturalWidth > 0, null, WAIT);

    await page.getByRole('button', { name: 'Edit highlights' }).click();
    await page.getByRole('menuitem', { name: /^Edit .*Colours/ }).click();
    const editing = page.getByRole('dialog', { name: 'Edit highlight' });
    await editing.getByRole('radio', { name: /Red/ }).check();
    await editing.getByRole('button', { name: /^Take .*Blue.* out$/ }).press('Enter');
    await editing.getByRole('textbox', { name: 'Title' }).fill('Fewer colours');
    await button(editing, 'Save').click();
    await editing.waitFor({ state: 'detached', ...WAIT });
    const second = await kept();
    assert.deepEqual([second.title, ...textsOf(second)], ['Fewer colours', 'And stands', 'Red']);
    assert.equal(second.cover_story_id, second.stories[1].id);
    await done(page);
});

await holds('whoever closes an open picture is where they were', async () => {
    const page = await ada.page();
    await button(page, 'New post').click();
    const writing = page.getByRole('dialog', { name: 'New post', exact: true });
    await button(writing, 'Add media').waitFor(WAIT);
    await picker(page).setInputFiles([file('one.png', 'image/png', png(300, 200))]);
    await ready(page);
    await writing.getByRole('textbox', { name: 'What is happening?' }).fill('One picture');
    await button(writing, 'Post').click();
    const opener = page.getByRole('article', { name: 'One picture' }).first().getByRole('button', { name: /^Open picture/ });
    await opener.focus();
    await page.keyboard.press('Enter');
    const viewer = page.getByRole('dialog', { name: 'Media viewer' });
    await viewer.waitFor(WAIT);
    for (let n = 0; n < 12; n++) {
        await page.keyboard.press('Tab');
        assert.ok(await page.evaluate(() => document.activeElement === document.body || document.activeElement.closest('dialog')), 'the focus left the viewer');
    }
    await page.keyboard.press('Escape');
    await viewer.waitFor({ state: 'detached', ...WAIT });
    assert.ok(await opener.evaluate(one => one === document.activeElement), 'the focus did not come back');
    await done(page);
});

await browser.close();
verdict();
