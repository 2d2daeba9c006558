// How connections of the client's module end, on a server whose tokens live for 2 s: node ends.mjs ORIGIN PEOPLE.
import { assert, holds, verdict } from './cases.mjs';
import { order } from './orders.mjs';
import { ada, bob, channel, client, heardBy, numbered, origin, sleep, state, transports, until } from './people.mjs';

async function signedIn(name) {
    const answer = await fetch(`${origin}/api/v1/auth/login`, {
        method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ username: name, password: ada.password }),
    });
    if (!answer.ok)
        throw new Error(`${answer.status} ${await answer.text()}`);
    return { token: (await answer.json()).token };
}

/* Somebody whose token is renewed when that is asked for, and not before. */
async function renewing(name, transport) {
    let credentials = await signedIn(name), renewals = 0;
    const made = client(ada, transport(), {
        credentials: async renew => {
            if (renew) {
                credentials = await signedIn(name);
                renewals++;
            }
            return credentials;
        },
    });
    return { made, renewals: () => renewals };
}

for (const [name, transport] of Object.entries(transports))
    await holds(`over ${name}, a token that ends is renewed, and nothing is lost or doubled`, async () => {
        const began = performance.now(), word = `renewed over ${name}`;
        const from = await renewing('ada', transport), to = await renewing('bob', transport);
        const heard = heardBy(to.made, word), wanted = numbered(word, 30);
        await Promise.all([state(from.made, 'live'), state(to.made, 'live')]);
        for (const [n, content] of wanted.entries()) {
            from.made.send({ channelId: channel, content });
            if (n === 28 && name === 'a socket by ticket')          // it lives as long as its session; the next ticket needs a token
                await order('kill');
            await sleep(100);
        }
        await until(() => heard.length >= wanted.length);
        assert.deepEqual(heard, wanted);
        const most = (performance.now() - began) / 1000 + 2;
        assert.ok(to.renewals() >= 1 && to.renewals() <= most, `${to.renewals()} renewals`);
        from.made.close();
        to.made.close();
    });

await holds('somebody who is suspended is not connected any more, over each transport', async () => {
    const all = await Promise.all(Object.values(transports).map(transport => renewing('bob', transport)));
    await Promise.all(all.map(({ made }) => state(made, 'live')));
    await order('suspend');
    await Promise.all(all.map(({ made }) => state(made, 'stopped')));
    assert.deepEqual(all.map(({ made }) => made.state.why), ['suspended', 'suspended', 'suspended']);
});

verdict();
