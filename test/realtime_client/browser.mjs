// The client's module in a browser, with a cookie and IndexedDB, against a server that is killed: node browser.mjs ORIGIN PEOPLE.
import { assert, holds, verdict } from './cases.mjs';
import { order } from './orders.mjs';
import { browser, opened } from './pages.mjs';
import { ada, channel, bob, client, heardBy, history, numbered, origin, sleep, state, transports, until } from './people.mjs';

/* A page of the server, in which somebody is signed in and has a client. */
async function pageOf(person, transport) {
    const page = await opened('about:blank', 'en-GB', person.cookies.map(cookie => ({ ...cookie, url: origin })));
    await begun(page, transport);
    return page;
}

async function begun(page, transport) {
    await page.goto(`${origin}/link`);
    await page.evaluate(async name => {
        const kith = await import('/kith-realtime.js');
        window.client = new kith.RealtimeClient({
            transport: new kith[name](location.origin), storage: new kith.IndexedDbStorage('outbox of ada'), content: true,
        });
        window.client.connect();
    }, transport);
}

const write = (page, contents) => page.evaluate(async ([channelId, all]) => {
    for (const content of all)
        window.client.send({ channelId, content });
    await window.client.outbox.saved();
}, [channel, contents]);

async function empty(page) {
    while (await page.evaluate(async () => (await window.client.outbox.entries()).length))
        await sleep(50);
}

for (const [name, transport] of [['a socket', 'WebSocketTransport'], ['an event stream', 'EventStreamTransport']])
    await holds(`over ${name}, what is written arrives once and in order, over kills of the server and a reload of the page`, async () => {
        const word = `page${transport}`, wanted = numbered(word, 40), page = await pageOf(ada, transport);
        const to = client(bob, transports['a socket']()), heard = heardBy(to, word);
        await state(to, 'live');
        await write(page, wanted.slice(0, 10));
        const killed = order('kill');
        await write(page, wanted.slice(10, 20));
        await killed;
        await begun(page, transport);
        await write(page, wanted.slice(20, 30));
        await order('kill');
        await write(page, wanted.slice(30));
        await empty(page);
        await until(() => heard.length >= 40);
        assert.deepEqual(heard, wanted);
        assert.deepEqual(await history(word), wanted);
        to.close();
        await page.context().close();
    });

await holds('a page without its network writes on, and sends when it is back', async () => {
    const word = 'offline', wanted = numbered(word, 5), page = await pageOf(ada, 'WebSocketTransport');
    await page.waitForFunction(() => window.client.state.name === 'live');
    await page.context().setOffline(true);
    await write(page, wanted);
    await page.context().setOffline(false);
    await empty(page);
    assert.deepEqual(await history(word), wanted);
    await page.context().close();
});

await holds('tabs that share what waits send it once, and in order', async () => {
    const word = 'tabs', wanted = numbered(word, 30), page = await pageOf(ada, 'WebSocketTransport');
    await write(page, wanted);
    const tabs = await Promise.all([1, 2, 3].map(() => page.context().newPage()));
    await Promise.all(tabs.map(tab => begun(tab, 'WebSocketTransport')));
    await Promise.all([page, ...tabs].map(empty));
    assert.deepEqual(await history(word), wanted);
    await page.context().close();
});

await holds('a page in which nobody is signed in stops', async () => {
    const page = await pageOf({ cookies: [] }, 'WebSocketTransport');
    await page.waitForFunction(() => window.client.state.name === 'stopped' && window.client.state.why === 'signed_out');
    await page.context().close();
});

await browser.close();
verdict();
