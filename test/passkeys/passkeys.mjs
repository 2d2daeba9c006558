// Passkeys in a real browser: node passkeys.mjs PORT OTHER_PORT. Each case prints a line; the last line counts them.
import { assert, holds, verdict } from './cases.mjs';
import { browser } from './pages.mjs';

const [port, elsewhere] = process.argv.slice(2);
const PASSWORD = 'correct horse 9';
let people = 0;

// ---- a person with their own browser and an authenticator ----

async function person(options = {}) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(`http://localhost:${port}/`);
    await page.waitForFunction(() => window.site);
    const devtools = await context.newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
            protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true,
            automaticPresenceSimulation: true, ...options,
        },
    });
    const key = rest => ({ authenticatorId, ...rest });
    return {
        context, page, name: `person_${port}_${++people}`,
        site: (verb, ...given) => page.evaluate(([v, g]) => window.site[v](...g), [verb, given]),
        verified: is => devtools.send('WebAuthn.setUserVerified', key({ isUserVerified: is })),
        keys: async () => (await devtools.send('WebAuthn.getCredentials', key())).credentials,
        forget: id => devtools.send('WebAuthn.removeCredential', key({ credentialId: id })),
        plant: credential => devtools.send('WebAuthn.addCredential', key({ credential })),
    };
}

async function registered(options) {
    const ann = await person(options);
    const made = await ann.site('call', 'POST', '/auth/register',
        { username: ann.name.slice(0, 30), email: `${ann.name}@example.org`, password: PASSWORD });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    ann.id = made.body.user.id;
    return ann;
}

async function withPasskey(options) {
    const ann = await registered(options);
    const { credential, answer } = await ann.site('add', 'My key');
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return Object.assign(ann, { credential, passkey: answer.body });
}

const signOut = ann => ann.site('call', 'POST', '/auth/logout');
const passwordOf = ann => ann.site('call', 'POST', '/auth/login', { username: ann.name.slice(0, 30), password: PASSWORD });

function refused(answer, status, code) {
    assert.deepEqual([answer.status, answer.body?.code], [status, code], JSON.stringify(answer.body));
}

// ---- making one ----

await holds('the options are what the browser takes, and name the account by nothing of its own', async () => {
    const ann = await registered();
    const { status, body } = await ann.site('call', 'POST', '/auth/passkeys/options', {});
    assert.equal(status, 200);
    assert.deepEqual(body.rp, { id: 'localhost', name: 'localhost' });
    assert.equal(body.user.name, ann.name.slice(0, 30));
    assert.match(body.user.id, /^[\w-]{43}$/);
    assert.match(body.challenge, /^[\w-]{43}$/);
    assert.deepEqual(body.pubKeyCredParams.map(kind => kind.alg), [-7, -8, -257]);
    assert.deepEqual(body.authenticatorSelection, { residentKey: 'preferred', requireResidentKey: false, userVerification: 'preferred' });
    assert.equal(body.attestation, 'none');
    assert.deepEqual(body.excludeCredentials, []);
});

await holds('a passkey is made, listed, renamed and removed', async () => {
    const ann = await withPasskey();
    assert.equal(ann.passkey.name, 'My key');
    assert.equal(ann.passkey.recovery_codes.length, 10);
    const [key] = (await ann.site('call', 'GET', '/auth/passkeys')).body;
    assert.deepEqual(key, { id: ann.passkey.id, name: 'My key', created_at: ann.passkey.created_at, last_used_at: null });
    const renamed = await ann.site('call', 'PATCH', `/auth/passkeys/${key.id}`, { name: 'Phone' });
    assert.deepEqual([renamed.status, renamed.body.name], [200, 'Phone']);
    const factors = (await ann.site('call', 'GET', '/auth/factors')).body;
    assert.deepEqual([factors.totp_since, factors.passkeys[0].name, factors.recovery_codes_left], [null, 'Phone', 10]);
    assert.equal((await ann.site('call', 'DELETE', `/auth/passkeys/${key.id}`)).status, 204);
    refused(await ann.site('call', 'DELETE', `/auth/passkeys/${key.id}`), 404, 'passkey_not_found');
    assert.deepEqual((await ann.site('call', 'GET', '/auth/factors')).body, { totp_since: null, passkeys: [], recovery_codes_left: 0 });
});

await holds('passkeys come in pages, newest first', async () => {
    const ann = await withPasskey();
    const [key] = await ann.keys();
    await ann.forget(key.credentialId);                  // as on another device, which does not know the first
    assert.equal((await ann.site('add', 'Another')).answer.status, 201);
    const first = await ann.site('call', 'GET', '/auth/passkeys?limit=1');
    assert.deepEqual(first.body.map(one => one.name), ['Another']);
    const next = first.link.match(/^<.*\/api\/v1(.*)>; rel="next"$/)[1];
    const second = await ann.site('call', 'GET', next);
    assert.deepEqual([second.body.map(one => one.name), second.link], [['My key'], null]);
});

await holds("another's passkey is not there", async () => {
    const ann = await withPasskey(), bob = await registered();
    refused(await bob.site('call', 'PATCH', `/auth/passkeys/${ann.passkey.id}`, { name: 'Mine' }), 404, 'passkey_not_found');
    refused(await bob.site('call', 'DELETE', `/auth/passkeys/${ann.passkey.id}`), 404, 'passkey_not_found');
    assert.deepEqual((await bob.site('call', 'GET', '/auth/passkeys')).body, []);
    assert.equal((await ann.site('call', 'GET', '/auth/passkeys')).body[0].name, 'My key');
});

await holds('what was made is kept once, and its authenticator makes no second one', async () => {
    const ann = await withPasskey();
    refused(await ann.site('call', 'POST', '/auth/passkeys', { credential: ann.credential }), 422, 'challenge_invalid');
    await assert.rejects(ann.site('add', 'Twice'), /InvalidStateError/);
    assert.equal((await ann.site('call', 'GET', '/auth/passkeys')).body.length, 1);
});

await holds("an answer to another account's challenge is none", async () => {
    const ann = await registered(), bob = await registered();
    const { body: options } = await ann.site('call', 'POST', '/auth/passkeys/options', {});
    const credential = await bob.site('create', options);
    refused(await bob.site('call', 'POST', '/auth/passkeys', { credential }), 422, 'challenge_invalid');
    refused(await ann.site('call', 'POST', '/auth/passkeys', { credential }), 422, 'challenge_invalid');
});

await holds('a passkey made on another site is refused', async () => {
    const ann = await registered();
    const { body: options } = await ann.site('call', 'POST', '/auth/passkeys/options', {});
    const cookies = await ann.page.context().cookies();          // the other site has the same, since only the port differs
    await ann.page.goto(`http://localhost:${elsewhere}/`);
    await ann.page.waitForFunction(() => window.site);
    const credential = await ann.site('create', options);
    await ann.page.context().addCookies(cookies);
    await ann.page.goto(`http://localhost:${port}/`);
    await ann.page.waitForFunction(() => window.site);
    refused(await ann.site('call', 'POST', '/auth/passkeys', { credential }), 422, 'bad_origin');
});

// ---- signing in with it alone ----

await holds('a passkey signs in without a name or a password, as two factors at once', async () => {
    const ann = await withPasskey();
    await signOut(ann);
    refused(await ann.site('call', 'GET', '/auth/validate'), 401, 'not_signed_in');
    const { answer } = await ann.site('signIn');
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body.user.id, ann.id);
    assert.ok(answer.body.token && answer.body.refresh_token && answer.body.expires_in === 900);
    assert.equal((await ann.site('call', 'GET', '/auth/validate')).body.user.id, ann.id);
    assert.match((await ann.site('call', 'GET', '/auth/passkeys')).body[0].last_used_at, /Z$/);
});

await holds('the options tell nothing of a name, and hold the answer to it', async () => {
    const ann = await withPasskey(), bob = await registered();
    const of = async question => {
        const { status, body } = await ann.site('call', 'POST', '/auth/passkeys/login/options', question);
        assert.match(body.challenge, /^[\w-]{43}$/);
        return { ...body, status, challenge: '' };
    };
    const known = await of({ username: ann.name.slice(0, 30) });
    assert.deepEqual(known, { status: 200, challenge: '', timeout: 300000, rpId: 'localhost', allowCredentials: [], userVerification: 'preferred' });
    assert.deepEqual(await of({ username: bob.name.slice(0, 30) }), known);
    assert.deepEqual(await of({ username: 'nobody_at_all' }), known);
    assert.deepEqual(await of({}), known);
    for (const name of [bob.name.slice(0, 30), 'nobody_at_all'])
        refused((await ann.site('signIn', { username: name })).answer, 401, 'passkey_unknown');
    assert.equal((await ann.site('signIn', { username: ann.name.slice(0, 30) })).answer.status, 200);
});

await holds('an answer counts once', async () => {
    const ann = await withPasskey();
    const { credential, answer } = await ann.site('signIn');
    assert.equal(answer.status, 200);
    refused(await ann.site('call', 'POST', '/auth/passkeys/login', credential), 401, 'challenge_invalid');
});

await holds('an answer that was given on another site is refused', async () => {
    const ann = await withPasskey();
    const { body: options } = await ann.site('call', 'POST', '/auth/passkeys/login/options', {});
    await ann.page.goto(`http://localhost:${elsewhere}/`);
    await ann.page.waitForFunction(() => window.site);
    const credential = await ann.site('get', options);
    await ann.page.goto(`http://localhost:${port}/`);
    await ann.page.waitForFunction(() => window.site);
    refused(await ann.site('call', 'POST', '/auth/passkeys/login', credential), 401, 'bad_origin');
});

await holds('an answer that was changed on its way is refused', async () => {
    const ann = await withPasskey();
    const { body: options } = await ann.site('call', 'POST', '/auth/passkeys/login/options', {});
    const credential = await ann.site('get', options);
    const data = Buffer.from(credential.response.authenticatorData, 'base64url');
    data[36]++;                                          // the last octet of the count
    credential.response.authenticatorData = data.toString('base64url');
    refused(await ann.site('call', 'POST', '/auth/passkeys/login', credential), 401, 'bad_signature');
});

await holds('a removed passkey signs nobody in', async () => {
    const ann = await withPasskey();
    assert.equal((await ann.site('call', 'DELETE', `/auth/passkeys/${ann.passkey.id}`)).status, 204);
    await signOut(ann);
    refused((await ann.site('signIn')).answer, 401, 'passkey_unknown');
    assert.equal((await passwordOf(ann)).status, 200);
});

await holds('a count that fell is refused: the key may have been copied', async () => {
    const ann = await withPasskey();
    for (let i = 0; i < 3; i++)
        assert.equal((await ann.site('signIn')).answer.status, 200);
    const [key] = await ann.keys();
    await ann.forget(key.credentialId);
    await ann.plant({ ...key, signCount: 1 });
    refused((await ann.site('signIn')).answer, 401, 'passkey_count_fell');
});

// ---- beside a password ----

await holds('a passkey is the second factor of a password', async () => {
    const ann = await withPasskey();
    await signOut(ann);
    const first = await passwordOf(ann);
    refused(first, 401, 'second_factor_required');
    assert.deepEqual(first.body.factors, ['passkey', 'recovery_code']);
    const { options, credential, answer } = await ann.site('second', first.body.challenge);
    assert.deepEqual(options.allowCredentials, [{ id: ann.credential.id, type: 'public-key', transports: ['internal'] }]);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    assert.equal(answer.body.user.id, ann.id);
    assert.equal((await ann.site('call', 'GET', '/auth/validate')).status, 200);
    const again = await passwordOf(ann);
    refused(await ann.site('call', 'POST', '/auth/login/second', { challenge: again.body.challenge, credential }), 401, 'challenge_invalid');
});

await holds('a touch is enough for it, and the key need not be one that finds itself', async () => {
    const ann = await withPasskey({ hasResidentKey: false, hasUserVerification: false, isUserVerified: false, transport: 'usb' });
    await signOut(ann);
    const first = await passwordOf(ann);
    assert.equal((await ann.site('second', first.body.challenge)).answer.status, 200);
});

await holds("another's passkey is no second factor", async () => {
    const ann = await withPasskey(), bob = await withPasskey();
    const first = await passwordOf(ann);
    const { body: options } = await bob.site('call', 'POST', '/auth/passkeys/login/options', { challenge: first.body.challenge });
    const credential = await bob.site('get', { ...options, allowCredentials: [] });
    refused(await bob.site('call', 'POST', '/auth/login/second', { challenge: first.body.challenge, credential }), 401, 'passkey_unknown');
});

await holds('an answer to sign in with is none to a second step, nor the other way round', async () => {
    const ann = await withPasskey();
    const first = await passwordOf(ann);
    const { body: options } = await ann.site('call', 'POST', '/auth/passkeys/login/options', {});
    const alone = await ann.site('get', options);
    refused(await ann.site('call', 'POST', '/auth/login/second', { challenge: first.body.challenge, credential: alone }), 401, 'challenge_invalid');
    const { body: second } = await ann.site('call', 'POST', '/auth/passkeys/login/options', { challenge: first.body.challenge });
    refused(await ann.site('call', 'POST', '/auth/passkeys/login', await ann.site('get', second)), 401, 'challenge_invalid');
});

await holds('a touch alone is one factor, and the same touch again no second one', async () => {
    const ann = await withPasskey();
    await signOut(ann);
    await ann.verified(false);
    const { body: options } = await ann.site('call', 'POST', '/auth/passkeys/login/options', {});
    const touch = await ann.site('get', { ...options, userVerification: 'discouraged' });
    const first = await ann.site('call', 'POST', '/auth/passkeys/login', touch);
    refused(first, 401, 'second_factor_required');
    const challenge = first.body.challenge;
    const { body: second } = await ann.site('call', 'POST', '/auth/passkeys/login/options', { challenge });
    const credential = await ann.site('get', { ...second, userVerification: 'discouraged' });
    refused(await ann.site('call', 'POST', '/auth/login/second', { challenge, credential }), 401, 'user_not_verified');
    const code = ann.passkey.recovery_codes[3];
    assert.equal((await ann.site('call', 'POST', '/auth/login/second', { challenge, code })).status, 200);
});

await browser.close();
verdict();
