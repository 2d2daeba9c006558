import { describe, expect, it } from 'vitest';
import { changed, openedLog, trimmed, withLive, withNewer, withOlder, withRenewed } from './log';
import { message, page } from './testing';

const seqs = (log: { messages: readonly { seq: number }[] }) => log.messages.map(one => one.seq);

describe('a log', () => {
    it('opens with a page, oldest first', () => {
        const log = openedLog(page(11, 13), { older: true, newer: false, last: 13 });

        expect(seqs(log)).toEqual([11, 12, 13]);
        expect(log).toMatchObject({ from: 11, to: 13, older: true, newer: false });
    });

    it('covers the replies in threads that come last, without holding them', () => {
        expect(openedLog(page(1, 3), { older: false, newer: false, last: 5 }).to).toBe(5);
    });

    it('is open to the first message of an empty channel', () => {
        const log = openedLog([], { older: false, newer: false, last: 0 });

        expect(seqs(withLive(log, message(1)))).toEqual([1]);
    });

    it('takes older pages in front and newer ones behind, each message once', () => {
        const log = openedLog(page(10, 12), { older: true, newer: true, last: 20 });
        const both = withNewer(withOlder(log, page(7, 10), false), page(12, 15), true, 20);

        expect(seqs(both)).toEqual([7, 8, 9, 10, 11, 12, 13, 14, 15]);
        expect(both).toMatchObject({ from: 1, to: 15, older: false, newer: true });
    });

    it('takes what follows live, once', () => {
        const log = withLive(openedLog(page(1, 3), { older: false, newer: false, last: 3 }), message(4));

        expect(seqs(withLive(log, message(4)))).toEqual([1, 2, 3, 4]);
    });

    it('knows by its number that something between is missing', () => {
        const log = withLive(openedLog(page(1, 3), { older: false, newer: false, last: 3 }), message(6));

        expect(log).toMatchObject({ to: 3, newer: true });
        expect(seqs(withNewer(log, page(4, 6), false, 6))).toEqual([1, 2, 3, 4, 5, 6]);
    });

    it('ends at the channel’s last number, if only replies in threads follow', () => {
        const log = openedLog(page(1, 3), { older: false, newer: true, last: 9 });

        expect(withNewer(log, page(4, 6), false, 9)).toMatchObject({ to: 9, newer: false });
    });

    it('leaves replies in threads to their threads, and counts their numbers', () => {
        const log = openedLog(page(1, 3), { older: false, newer: false, last: 3 });
        const after = withLive(withLive(log, message(4, { thread_root_id: 'm1' })), message(5));

        expect(seqs(after)).toEqual([1, 2, 3, 5]);
    });

    it('shows nothing live while it stands somewhere in the past', () => {
        const log = openedLog(page(1, 3), { older: false, newer: true, last: 90 });

        expect(withLive(log, message(91))).toBe(log);
    });

    it('keeps what is known better of a message that comes again', () => {
        const log = openedLog([message(1, { pinned: true })], { older: false, newer: false, last: 1 });

        expect(withLive(log, message(1)).messages[0]!.pinned).toBe(true);
    });

    it('takes the newest once more in the place of those that it held, and keeps what is older', () => {
        const log = openedLog(page(1, 9), { older: false, newer: false, last: 9 });
        const after = withRenewed(log, [message(11), message(9, { content: 'other' })], true, 11)!;

        expect(seqs(after)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 11]);
        expect([after.messages[8]!.content, after.from, after.to, after.older]).toEqual(['other', 1, 11, false]);
        expect(withRenewed(log, page(20, 30), true, 30)).toBeNull();
        expect(withRenewed(log, page(2, 3), false, 9)).toMatchObject({ from: 1, to: 9, older: false });
    });

    it('is cut to its end when nobody looks at it', () => {
        const log = openedLog(page(1, 9), { older: false, newer: false, last: 9 });

        expect(trimmed(log, 3)).toMatchObject({ from: 7, to: 9, older: true });
        expect(trimmed(log, 9)).toBe(log);
    });

    it('changes one message, and leaves all others as they are', () => {
        const log = openedLog(page(1, 3), { older: false, newer: false, last: 3 });
        const after = changed(log, 'm2', one => ({ ...one, content: 'other' }));

        expect(after.messages[1]!.content).toBe('other');
        expect(after.messages[0]).toBe(log.messages[0]);
    });
});
