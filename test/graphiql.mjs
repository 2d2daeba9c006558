// GraphiQL in a real browser: node graphiql.mjs ORIGIN [PICTURE]. Nothing may be asked of another host, and nothing may complain.
import { assert, holds, verdict } from './cases.mjs';
import { browser, opened } from './pages.mjs';

const [origin, picture] = process.argv.slice(2);

async function workbench() {
    const page = await opened('about:blank');
    page.strangers = [];
    page.on('request', request => request.url().startsWith(origin) || request.url().startsWith('data:') || page.strangers.push(request.url()));
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

await holds('a browser that comes to the endpoint is shown the page', async () => {
    const page = await opened(`${origin}/graphql`);
    assert.equal(page.url(), `${origin}/graphiql`);
});

await browser.close();
verdict();
