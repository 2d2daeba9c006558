// What a reader makes of a screen: what is open, said, missing or away; for pictures. `as` newcomer: somebody who has nothing yet.
import { file, png } from './made.mjs';
import { placesOf } from './places.mjs';

const button = (page, name) => page.getByRole('button', { name }).first();
const key = name => async page => { await page.keyboard.press(name); };
const opened = name => async page => { await button(page, name).click(); };
const OPERATIONS = '**/api/graphql*', CALLS = '**/api/v1/**';

async function write(page) {
    await button(page, 'New post').click();
    await page.getByRole('textbox', { name: 'What is happening?' }).fill('Two hours along the river with @bob. The heron has come back. #walks');
    for (const name of ['Add content warning', 'Add poll'])
        await button(page, name).click();
}

async function give(page, to) {
    await page.locator(`[data-adds=${to}]`).last().setInputFiles([file('river.png', 'image/png', png(600, 400))]);
    await page.waitForTimeout(1500);
}

async function addMedia(page) {
    await button(page, 'New post').click();
    await button(page, 'Add media').waitFor();
    await give(page, 'files');
}

async function record(page) {
    await page.context().grantPermissions(['microphone']);
    await opened('Record a voice message')(page);
    await page.waitForTimeout(1500);
}

async function editHighlight(page) {
    await button(page, 'Edit highlights').click();
    await page.getByRole('menuitem', { name: /^Edit .*Walks/ }).click();
    await page.getByRole('list', { name: 'Stories in it' }).waitFor();
}

const nothing = page => Promise.all([OPERATIONS, CALLS].map(which => page.route(which, route => route.abort())));
const never = page => Promise.all([OPERATIONS, CALLS].map(which => page.route(which, () => {})));

export function scenesOf(facts) {
    const post = `/@${facts.username}/${facts.post}`, empty = ['home', 'explore', 'own', 'messages', 'channels', 'lists', 'saved', 'drafts', 'follow-requests'];
    const own = { own: '/@new_here', home: '/' };
    const plain = placesOf(facts).filter(({ out, name }) => out && name !== 'invite').map(place => ({ ...place, name: place.name.replace(/(-out)?$/, '-plain'), scripts: false }));

    return [
        ...empty.map(name => ({ name: `${name}-empty`, path: own[name] ?? `/${name}`, as: 'newcomer' })),
        ...plain,
        { name: 'write', path: '/', act: write },
        { name: 'picture', path: '/', act: opened(/^Open picture/) },
        { name: 'add-media', path: '/', act: addMedia },
        { name: 'describe', path: '/', act: async page => { await addMedia(page); await opened(/^Add a description/)(page); } },
        { name: 'new-story', path: '/', act: opened('Add story') },
        { name: 'new-highlight', path: '/@ada', act: opened('New highlight') },
        { name: 'edit-highlight', path: '/@ada', act: editHighlight },
        { name: 'another-emoji', path: `/stories/${facts.username}`, act: async page => { await opened('Pause')(page); await opened('Another emoji')(page); } },
        { name: 'seen-by', path: '/stories/ada', act: async page => { await opened('Pause')(page); await opened(/views?$/)(page); } },
        { name: 'record-voice', path: `/messages/${facts.conversation}`, act: record },
        { name: 'microphone-refused', path: `/messages/${facts.conversation}`, act: opened('Record a voice message') },
        { name: 'picture-story', path: `/stories/${facts.username}?story=`, act: async page => { await opened('Next story')(page); await opened('Pause')(page); } },
        { name: 'own-story', path: '/stories/ada', act: opened('Pause') },
        { name: 'crop', path: '/@ada', act: async page => { await opened('Edit profile')(page); await give(page, 'avatar'); } },
        { name: 'message-media', path: `/messages/${facts.conversation}`, act: async page => { await page.getByRole('textbox', { name: 'Message' }).waitFor(); await give(page, 'files'); } },
        { name: 'keys', path: '/', act: key('Shift+?') },
        { name: 'switcher', path: '/', act: key('Control+k') },
        { name: 'account-menu', path: '/', act: opened(/^Account menu/) },
        { name: 'post-menu', path: '/', act: opened('More') },
        { name: 'boost-menu', path: '/', act: opened(/^Boost/) },
        { name: 'share-toast', path: '/', act: opened(/^Save/) },
        { name: 'edit-profile', path: '/@ada', act: opened('Edit profile') },
        { name: 'profile-menu', path: `/@${facts.username}`, act: opened('More') },
        { name: 'new-list', path: '/lists', act: opened('New list') },
        { name: 'reply', path: post, act: opened(/^Reply/) },
        { name: 'history', path: post, act: opened('History of edits') },
        { name: 'search', path: '/explore?q=river' },
        { name: 'search-people', path: '/explore?q=ma&tab=people' },
        { name: 'search-tags', path: '/explore?q=wa&tab=tags' },
        { name: 'search-nothing', path: '/explore?q=zzzzqqq' },
        ...['saved', 'lists', 'explore?tab=people&q=ma', 'drafts'].flatMap(path => [
            { name: `fails-${path.slice(0, 5)}`, path: `/${path}`, before: nothing }, { name: `waits-${path.slice(0, 5)}`, path: `/${path}`, before: never },
        ]),
        { name: 'offline', path: '/', act: async page => { await page.context().setOffline(true); await page.waitForTimeout(500); } },
        { name: 'scrolled', path: '/', act: async page => { await page.mouse.wheel(0, 1600); await page.waitForTimeout(400); } },
        { name: 'focus', path: '/', act: async page => { for (let n = 0; n < 16; n++) await page.keyboard.press('Tab'); } },
    ];
}
