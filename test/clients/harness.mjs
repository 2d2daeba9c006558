// Shared by the clients' cases.
export { assert, holds, verdict } from './cases.mjs';
export const once = (from, event) => new Promise((resolve, reject) => {
    from.once(event, (...told) => resolve(told.length > 1 ? told : told[0]));
    if (event !== 'error')
        from.once('error', reject);
});

export async function whole(stream) {
    const pieces = [];
    for await (const piece of stream)
        pieces.push(Buffer.from(piece));
    return Buffer.concat(pieces);
}
