// What a website does: it calls the API, passes the answer to the browser, and sends back what the browser made.

async function call(method, path, body) {
    const answer = await fetch(`/api/v1${path}`, {
        method,
        headers: {
            ...body === undefined ? {} : { 'Content-Type': 'application/json' },
            ...method === 'POST' ? { 'Idempotency-Key': crypto.randomUUID() } : {},
        },
        body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await answer.text();
    return { status: answer.status, body: text ? JSON.parse(text) : null, link: answer.headers.get('Link') };
}

const create = async options => (await navigator.credentials.create({
    publicKey: PublicKeyCredential.parseCreationOptionsFromJSON(options),
})).toJSON();

const get = async options => (await navigator.credentials.get({
    publicKey: PublicKeyCredential.parseRequestOptionsFromJSON(options),
})).toJSON();

async function asked(path, body) {
    const answer = await call('POST', path, body);
    if (answer.status !== 200)
        throw new Error(`${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
}

window.site = {
    call,
    create,
    get,
    async add(name) {
        const credential = await create(await asked('/auth/passkeys/options', {}));
        return { credential, answer: await call('POST', '/auth/passkeys', { credential, name }) };
    },
    async signIn(question = {}) {
        const credential = await get(await asked('/auth/passkeys/login/options', question));
        return { credential, answer: await call('POST', '/auth/passkeys/login', credential) };
    },
    async second(challenge) {
        const options = await asked('/auth/passkeys/login/options', { challenge });
        const credential = await get(options);
        return { options, credential, answer: await call('POST', '/auth/login/second', { challenge, credential }) };
    },
};
