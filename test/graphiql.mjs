// GraphiQL in a real browser: node graphiql.mjs ORIGIN [PICTURE]. Nothing may be asked of another host, and nothing may complain.
import { assert, holds, verdict } from './cases.mjs';
import { browser, opened } from './pages.mjs';

const [origin, picture] = process.argv.slice(2);

async function workbench() {
    const page = await opened('about:blank');
    page.strangers = [];
    page.on('request', request => request.url().startsWith(origin) || request.url().startsWith('data:') || page.strangers.push(request.url()));
    page.on('websocket', socket => socket.url().startsWith(origin.replace('http', 'ws')) || page.strangers.push(socket.url()));
    await page.goto(`${origin}/graphiql`);
    await page.locator('.graphiql-query-editor .CodeMirror').waitFor();
    return page;
}

const asks = async (page, text) => {
    await page.locator('.graphiql-query-editor .CodeMirror').first().click();
    await page.keyboard.press('Control+A');
    await page.evaluate(words => document.querySelector('.graphiql-query-editor .CodeMirror').CodeMirror.setValue(words), text);
    await page.locator('.graphiql-execute-button').click();
};

const answer = page => page.locator('.result-window .CodeMirror-code');

await holds('a query is run, and its answer shown', async () => {
    const page = await workbench();
    await asks(page, '{ __typename me { id } }');
    await answer(page).filter({ hasText: '"Query"' }).waitFor({ timeout: 20000 });
    if (picture)
        await page.screenshot({ path: picture });
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.strangers, []);
});

await holds('what is wrong with a document is shown', async () => {
    const page = await workbench();
    await asks(page, '{ nothing }');
    await answer(page).filter({ hasText: 'GRAPHQL_VALIDATION_FAILED' }).waitFor({ timeout: 20000 });
    assert.deepEqual(page.complaints, []);
});

await holds('the schema can be explored', async () => {
    const page = await workbench();
    await page.getByLabel('Show Documentation Explorer').click();
    await page.locator('.graphiql-doc-explorer').getByText('Query', { exact: true }).first().click();
    await page.locator('.graphiql-doc-explorer').getByText('publicTimeline').first().waitFor({ timeout: 20000 });
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.strangers, []);
});

// Nobody knows when the page listens: so it is said until it is heard.
async function heard(page, content, post) {
    for (let n = 0; n < 100; n++) {
        await post(`${content} ${n}`);
        if (await answer(page).filter({ hasText: content }).waitFor({ timeout: 300 }).then(() => true, () => false))
            return;
    }
    throw new Error(`nothing was heard of it: ${await answer(page).innerText()}`);
}

const signedIn = page => page.evaluate(async told => {
    const answer = await fetch('/api/v1/auth/register', {
        method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(told),
    });
    return (await answer.json()).token;
}, { username: 'ada', email: 'ada@example.org', password: 'correct horse 9' });

await holds('a subscription is heard by the page, as whoever is signed in, until it is stopped', async () => {
    const page = await workbench(), token = await signedIn(page), sockets = [];
    page.on('websocket', socket => sockets.push(socket));
    const post = content => fetch(`${origin}/api/v1/posts`, {
        method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` },
        body: JSON.stringify({ content, visibility: 'followers' }),
    });
    await asks(page, 'subscription { postCreated { content author { username } } }');
    await heard(page, 'only for followers', post);
    await heard(page, 'once more', post);
    assert.deepEqual([sockets.length, new URL(sockets[0].url()).pathname, sockets[0].isClosed()], [1, '/graphql', false]);
    const closed = sockets[0].waitForEvent('close');
    await page.locator('.graphiql-execute-button').click();
    await closed;
    assert.deepEqual(page.complaints, []);
    assert.deepEqual(page.strangers, []);
});

await holds('what is wrong with a subscription is shown', async () => {
    const page = await workbench();
    await asks(page, 'subscription { commentAdded(postId: "12345") { id } }');
    await answer(page).filter({ hasText: 'post_not_found' }).waitFor({ timeout: 20000 });
    assert.deepEqual(page.complaints, []);
});

await holds('a browser that comes to the endpoint is shown the page', async () => {
    const page = await opened(`${origin}/graphql`);
    assert.equal(page.url(), `${origin}/graphiql`);
});

await browser.close();
verdict();
