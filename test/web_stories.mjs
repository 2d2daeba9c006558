// Stories in the web client; here each lasts for twenty seconds: node web_stories.mjs ORIGIN
import { bar, button, done, person, said, WAIT } from './attached.mjs';
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';
import { file, png } from './made.mjs';

const [origin] = process.argv.slice(2);

const ada = await person(origin, 'ada'), bob = await person(origin, 'bob'), eve = await person(origin, 'eve');
for (const [who, whom] of [[ada, 'bob'], [ada, 'eve'], [bob, 'ada'], [eve, 'ada']])
    await who.call('POST', `/users/@${whom}/follow`);
const tells = (who, text, more = {}) => who.call('POST', '/stories', { text, ...more });

await holds('a story of words is made, and seen by those who follow', async () => {
    const page = await ada.page(), theirs = await bob.page();
    await bar(theirs).waitFor(WAIT);
    await button(bar(page), 'Add story').click();
    const making = page.getByRole('dialog', { name: 'New story' });
    await making.getByRole('textbox', { name: 'Text' }).fill('Frost on the meadow');
    await making.getByRole('radio', { name: 'Violet' }).check();
    await button(making, 'Share story').click();
    await making.waitFor({ state: 'detached', ...WAIT });
    await bar(page).getByRole('link', { name: 'Your story' }).waitFor(WAIT);
    await bar(theirs).getByRole('link', { name: /Stories of .*Ada.*1 new/ }).click();
    await said(theirs, 'Frost on the meadow').waitFor(WAIT);
    assert.match(theirs.url(), /\/stories\/ada/);
    await button(theirs, 'Pause').click();
    await button(theirs, '❤️').click();
    await theirs.getByRole('textbox', { name: 'Reply to Ada' }).fill('How cold was it?');
    await button(theirs, 'Send').click();
    await theirs.getByText('Sent as a message').waitFor(WAIT);
    const [story] = await ada.call('GET', '/users/@ada/stories');
    assert.deepEqual([story.background, story.view_count, story.reaction_count], ['#5b3a86', 1, 1]);
    await done(theirs);
    await page.goto(`${origin}/stories/ada`);
    await button(page, 'Pause').click();
    await button(page, '1 view').click();
    await page.getByRole('dialog', { name: 'Seen by' }).getByRole('link', { name: 'Bob' }).waitFor(WAIT);
    await page.getByRole('dialog', { name: 'Seen by' }).getByText('❤️').waitFor(WAIT);
    await done(page);
});

await holds('it is gone when its time is over, without a reload', async () => {
    const page = await bob.page();
    await tells(ada, 'Not for long');
    await bar(page).getByRole('link', { name: /Ada/ }).waitFor(WAIT);
    await bar(page).getByRole('link', { name: /Ada/ }).waitFor({ state: 'detached', timeout: 40000 });
    await page.goto(`${origin}/stories/ada`);
    await page.getByText('No stories now').waitFor(WAIT);
    await done(page);
});

await holds('keys and presses lead from one to the next, and from person to person', async () => {
    await tells(bob, 'Bob one');
    await tells(bob, 'Bob two');
    await tells(eve, 'Eve one');
    const page = await ada.page('/stories/eve');
    await button(page, 'Pause').click();
    await said(page, 'Eve one').waitFor(WAIT);
    await page.keyboard.press('ArrowRight');
    await said(page, 'Bob one').waitFor(WAIT);
    await button(page, 'Next story').click();
    await said(page, 'Bob two').waitFor(WAIT);
    await page.keyboard.press('ArrowLeft');
    await said(page, 'Bob one').waitFor(WAIT);
    assert.match(page.url(), /\/stories\/bob\?story=\d+/);
    await page.keyboard.press('Escape');
    await page.waitForURL(({ pathname }) => !pathname.startsWith('/stories'), WAIT);
    await done(page);
});

await holds('a picture is shown for close friends, and not to others', async () => {
    const page = await ada.page('/settings/stories');
    await page.getByRole('combobox', { name: 'Add to Close friends' }).fill('bob');
    await page.getByRole('option', { name: /Bob/ }).click();
    await page.getByRole('list', { name: 'Close friends' }).getByRole('link', { name: 'Bob' }).waitFor(WAIT);
    await page.waitForFunction(() => fetch('/api/v1/close_friends').then(answer => answer.json()).then(all => all.length === 1), null, WAIT);
    await page.goto(origin);
    await button(bar(page), 'Add story').click();
    const making = page.getByRole('dialog', { name: 'New story' });
    await button(making, 'Add media').waitFor(WAIT);
    await page.locator('[data-adds=files]').last().setInputFiles([file('dog.png', 'image/png', png(400, 700))]);
    await making.getByRole('textbox', { name: 'Caption' }).fill('The new dog');
    await making.getByRole('combobox', { name: 'Who can see this' }).selectOption('close_friends');
    await button(making, 'Share story').click();
    await making.waitFor({ state: 'detached', ...WAIT });
    const theirs = await bob.page('/stories/ada');
    await theirs.getByRole('img', { name: 'Picture without description' }).waitFor(WAIT);
    await theirs.waitForFunction(() => document.querySelector('section img[alt="Picture without description"]')?.naturalWidth > 0, null, WAIT);
    await done(theirs);
    const other = await eve.page('/stories/ada');
    await other.getByText('No stories now').waitFor(WAIT);
    await done(other);
    await done(page);
});

await holds('a highlight keeps what has ended', async () => {
    const story = await tells(ada, 'To be kept', { audience: 'public' }), page = await ada.page('/@ada');
    await button(page, 'New highlight').click();
    const making = page.getByRole('dialog', { name: 'New highlight' });
    await making.getByRole('textbox', { name: 'Title' }).fill('Winter');
    await making.getByRole('button', { name: /^Add .*To be kept/ }).click();
    await button(making, 'Save').click();
    await page.getByRole('link', { name: /Winter.*1 story/ }).waitFor(WAIT);
    await page.waitForTimeout(Math.max(0, Date.parse(story.expires_at) - Date.now() + 500));
    const theirs = await eve.page('/@ada');
    await theirs.getByRole('link', { name: /Winter.*1 story/ }).click();
    await said(theirs, 'To be kept').waitFor(WAIT);
    await done(theirs);
    await done(page);
});

await holds('one\'s own is deleted, another\'s muted', async () => {
    await tells(bob, 'Too much of Bob');
    await tells(ada, 'A mistake');
    const page = await ada.page('/stories/bob');
    await said(page, 'Too much of Bob').waitFor(WAIT);
    await button(page, 'Pause').click();
    await button(page, 'More').click();
    await page.getByRole('menuitem', { name: /Mute stories of/ }).press('Enter');
    await page.getByText(/Stories of .*Bob.* are muted/).waitFor(WAIT);
    await page.goto(`${origin}/stories/ada`);
    await said(page, 'A mistake').waitFor(WAIT);
    await button(page, 'Pause').click();
    await button(page, 'More').click();
    await page.getByRole('menuitem', { name: 'Delete story' }).press('Enter');
    await page.getByText('Story deleted').waitFor(WAIT);
    await page.goto(`${origin}/settings/stories`);
    await button(page.getByRole('list', { name: 'Muted stories' }), 'Remove').or(page.getByRole('button', { name: /^Remove .*Bob/ }).last()).first().waitFor(WAIT);
    await done(page);
});

await browser.close();
verdict();
