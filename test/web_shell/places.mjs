// Every screen of the client, by what a made-up community has. `out`: as somebody who is not signed in sees it.
const SETTINGS = ['profile', 'account', 'privacy', 'messages', 'stories', 'appearance', 'language', 'sessions', 'security', 'linked', 'blocked', 'storage', 'data',
    'about'];

export function placesOf({ username, post, tag, channel, conversation, list, invite }) {
    const both = [['home', '/'], ['explore', '/explore'], ['people', `/explore?tab=people&q=${username}`], ['tag', `/tag/${tag}`],
        ['profile', `/@${username}`], ['profile-media', `/@${username}/media`], ['stories', `/stories/${username}`], ['post', `/@${username}/${post}`], ['missing', '/nothing/is/here']];
    const within = [['own-profile', '/@ada'], ['comments', `/@${username}/comments`], ['messages', '/messages'], ['conversation', `/messages/${conversation}`],
        ['channels', '/channels'], ['channel', `/channels/${channel}`], ['lists', '/lists'], ['list', `/lists/${list}`], ['saved', '/saved'],
        ['drafts', '/drafts'], ['new', '/new'], ['welcome', '/welcome'], ['welcome-people', '/welcome/people'], ['welcome-post', '/welcome/post'],
        ['follow-requests', '/follow-requests'], ...SETTINGS.map(name => [`settings-${name}`, `/settings/${name}`])];
    const without = [['login', '/login'], ['join', '/join'], ['forgot', '/forgot'], ['invite', `/invite/${invite}`]];

    return [
        ...both.flatMap(([name, path]) => [{ name, path }, { name: `${name}-out`, path, out: true }]),
        ...within.map(([name, path]) => ({ name, path })),
        ...without.map(([name, path]) => ({ name, path, out: true })),
    ];
}

export const WIDTHS = [360, 820, 1440];
export const THEMES = ['light', 'dark'];

/* What a reader chose before: the client finds it in its storage. */
export const chosen = (theme, language = 'en') => ({ state: { theme, language, density: 'comfortable', shortcuts: true }, version: 0 });

/* A screen has come when its heading is there and nothing of it is still being loaded. */
export async function come(page) {
    await page.locator('#root[data-by]').waitFor({ state: 'attached', timeout: 20000 });
    await page.locator('h1').first().waitFor({ state: 'attached', timeout: 20000 });
    await page.waitForFunction(() => !document.querySelector('[class*=loading], [aria-busy=true]'), null, { timeout: 8000 }).catch(() => {});
    await page.evaluate(() => document.fonts.ready);
}
