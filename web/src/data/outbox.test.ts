import { expect, test } from 'vitest';
import { Outbox, type Entry } from './outbox';
import { InMemory } from './keyed';
import { problem } from './problems';

/* Publishes as it is told to, and keeps what came by key, as a server does. */
function bed(storage = new InMemory<Entry>()) {
    const published = new Map<string, string>(), answers: (string | Error | object)[] = [], timers: { ms: number; run: () => void }[] = [];
    let entries: readonly Entry[] = [], tries = 0, lost = 0;

    const outbox = new Outbox(async entry => {
        tries++;
        const answer = answers.shift();
        if (answer === 'lost') {
            published.set(entry.key, textOf(entry));
            lost++;
            throw new TypeError('fetch failed');
        }
        if (answer)
            throw answer;
        published.set(entry.key, textOf(entry));
        return `id-${published.size}`;
    }, {
        storage,
        isOnline: () => true,
        told: now => { entries = now; },
        later: (ms, run) => {
            const timer = { ms, run };
            timers.push(timer);
            return () => void timers.splice(timers.indexOf(timer), 1);
        },
    });

    return {
        outbox, answers, timers, storage,
        texts: () => [...published.values()],
        entries: () => entries,
        tries: () => tries,
        lost: () => lost,
        post: (content: string) => outbox.send({ kind: 'post', input: { content } }),
        fire: async () => { timers.splice(0).forEach(({ run }) => run()); await turns(); },
    };
}

const textOf = (entry: Entry) => entry.input.content ?? '';
const turns = () => new Promise(resolve => setTimeout(resolve));
const offline = () => new TypeError('fetch failed');

test('a post is published and forgotten', async () => {
    const b = bed(), { sent } = b.post('one');
    expect(await sent).toEqual({ ok: true, id: 'id-1' });
    await b.outbox.saved();
    expect(b.entries()).toEqual([]);
    expect(await b.storage.all()).toEqual([]);
});

test('what is written offline goes out once and in order', async () => {
    const b = bed();
    b.answers.push(offline());
    b.post('one');
    b.post('two');
    b.post('three');
    await turns();
    expect(b.texts()).toEqual([]);
    expect(b.entries().map(({ state }) => state)).toEqual(['waiting', 'waiting', 'waiting']);
    expect(b.tries()).toBe(1);
    b.outbox.wake();
    await turns();
    expect(b.texts()).toEqual(['one', 'two', 'three']);
});

test('an answer that was lost publishes nothing twice', async () => {
    const b = bed();
    b.answers.push('lost');
    const { sent } = b.post('one');
    await turns();
    await b.fire();
    expect((await sent).ok).toBe(true);
    expect(b.texts()).toEqual(['one']);
    expect(b.lost()).toBe(1);
});

test('waits grow, and the server may ask for more', async () => {
    const b = bed();
    b.answers.push(offline(), offline(), problem('too_many_requests', 429, { retryAfter: 40 }));
    b.post('one');
    const waits: number[] = [];
    for (let n = 0; n < 3; n++) {
        await turns();
        waits.push(b.timers[0]!.ms);
        await b.fire();
    }
    expect(waits).toEqual([2000, 4000, 40_000]);
    expect(b.texts()).toEqual(['one']);
});

test('one that is refused stays with its problem, and holds up no other', async () => {
    const b = bed();
    b.answers.push(problem('too_long', 422));
    const { key, sent } = b.post('one');
    b.post('two');
    expect(await sent).toMatchObject({ ok: false, problem: { code: 'too_long' } });
    await turns();
    expect(b.texts()).toEqual(['two']);
    expect(b.entries()).toMatchObject([{ key, state: 'failed', problem: { code: 'too_long' } }]);
    b.outbox.retry(key);
    await turns();
    expect(b.texts()).toEqual(['two', 'one']);
});

test('one that waits can be withdrawn, one on its way cannot', async () => {
    const b = bed();
    b.answers.push(offline());
    const { key, sent } = b.post('one');
    await turns();
    expect(b.outbox.discard(key)).toBe(true);
    expect(await sent).toMatchObject({ ok: false, problem: { code: 'discarded' } });
    const on = b.post('two');
    await Promise.resolve();
    b.outbox.wake();
    await turns();
    expect(b.outbox.discard(on.key)).toBe(false);
    expect(b.texts()).toEqual(['two']);
});

test('after a reload all that waited goes out, also what was on its way', async () => {
    const storage = new InMemory<Entry>(), before = bed(storage);
    before.answers.push('lost');
    before.post('one');
    before.post('two');
    await turns();
    await before.outbox.saved();
    const kept = await storage.all();
    await storage.put({ ...kept[0]!, state: 'sending' });
    const after = bed(storage);
    await turns();
    expect(after.texts()).toEqual(['one', 'two']);
    expect(after.entries()).toEqual([]);
});

test('what may have been published a day ago is not published again by itself', async () => {
    const storage = new InMemory<Entry>(), before = bed(storage);
    before.answers.push('lost');
    before.post('one');
    before.post('two');
    await turns();
    await before.outbox.saved();
    const [lost] = await storage.all();
    expect(lost!.triedAt).toBeGreaterThan(Date.now() - 60000);
    await storage.put({ ...lost!, triedAt: Date.now() - 24 * 3600 * 1000 });
    const after = bed(storage);
    await turns();
    expect(after.texts()).toEqual(['two']);
    expect(after.entries()).toMatchObject([{ state: 'failed', problem: { code: 'sent_unknown' } }]);
    after.outbox.retry(lost!.key);
    await turns();
    expect(after.texts()).toEqual(['two', 'one']);
});

test('a storage that fails loses nothing that can be sent', async () => {
    const storage = new InMemory<Entry>();
    storage.put = () => Promise.reject(new Error('full'));
    const b = bed(storage);
    expect((await b.post('one').sent).ok).toBe(true);
});

test('it takes only so many', async () => {
    const b = bed();
    b.answers.push(offline());
    for (let n = 0; n < 100; n++)
        b.post(`${n}`);
    expect(await b.post('more').sent).toMatchObject({ ok: false, problem: { code: 'outbox_full' } });
});
