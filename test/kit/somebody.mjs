// Somebody with a browser of their own, for programs that drive the web client.
import { createHmac } from 'node:crypto';
import { browser } from './pages.mjs';

export const PASSWORD = 'correct horse 9';
const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/* As an authenticator app makes them (RFC 6238: SHA-1, 6 digits, 30 seconds). */
export function codeOf(secret, now = Date.now()) {
    const bits = [...secret].map(letter => ALPHABET.indexOf(letter).toString(2).padStart(5, '0')).join('');
    const key = Buffer.from(bits.match(/.{8}/g).map(octet => parseInt(octet, 2)));
    const step = Buffer.alloc(8);
    step.writeBigUInt64BE(BigInt(Math.floor(now / 30000)));
    const mac = createHmac('sha1', key).update(step).digest();
    return String((mac.readUInt32BE(mac.at(-1) & 15) & 0x7fffffff) % 1000000).padStart(6, '0');
}

/* A window at the server, whose calls and pages share their cookies. */
export async function windowAt(origin, options = {}) {
    const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, locale: 'en-GB', serviceWorkers: 'block', ...options });
    const answer = (method, path, data) => context.request.fetch(`${origin}/api/v1${path}`, { method, data });
    const call = async (method, path, data) => {
        const made = await answer(method, path, data);
        if (!made.ok())
            throw new Error(`${method} ${path}: ${made.status()} ${await made.text()}`);
        return made.status() === 204 ? null : await made.json();
    };
    return {
        context, answer, call,
        join: (username, more = {}) => call('POST', '/auth/register', { username, email: `${username}@example.org`, password: PASSWORD, ...more }),
        async page(path = '/') {
            const page = await context.newPage();
            page.complaints = [];
            page.on('console', message => message.type() === 'error' && !/status of 4/.test(message.text()) && page.complaints.push(message.text()));
            page.on('pageerror', problem => page.complaints.push(String(problem)));
            await page.goto(origin + path);
            await page.locator('#root[data-by=client]').waitFor({ state: 'attached', timeout: 20000 });
            return page;
        },
    };
}

/* A key in the machine, which verifies whoever holds it. */
export async function withAuthenticator(page) {
    const devtools = await page.context().newCDPSession(page);
    await devtools.send('WebAuthn.enable');
    await devtools.send('WebAuthn.addVirtualAuthenticator', {
        options: {
            protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true,
        },
    });
}
