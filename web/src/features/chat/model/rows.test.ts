import { describe, expect, it } from 'vitest';
import { openedLog } from './log';
import { pendingIn, withPending, type Pending } from './pending';
import { rowsOf } from './rows';
import { ada, at, bob, message } from './testing';

const one = (clientRef: string, more: Partial<Pending> = {}): Pending =>
    ({ clientRef, channelId: '7', threadRootId: null, content: 'soon', mediaIds: [], replyTo: null, at: at(4), failed: null, sent: false, ...more });
const logOf = (...messages: ReturnType<typeof message>[]) =>
    openedLog(messages, { older: false, newer: false, last: Math.max(0, ...messages.map(({ seq }) => seq)) });
const kinds = (rows: ReturnType<typeof rowsOf>) => rows.map(row => row.kind);
const joined = (rows: ReturnType<typeof rowsOf>) => rows.flatMap(row => 'joined' in row ? [row.joined] : []);

describe('the rows of a log', () => {
    it('begin with the beginning and a day', () => {
        expect(kinds(rowsOf(logOf(message(1)), [], ada.id, null))).toEqual(['start', 'day', 'message']);
    });

    it('join what one person says within 5 minutes', () => {
        const rows = rowsOf(logOf(message(1), message(2), message(3, { sender: bob }), message(4), message(10)), [], ada.id, null);

        expect(joined(rows)).toEqual([false, true, false, false, false]);
    });

    it('join no answer, and nothing below what is deleted', () => {
        const rows = rowsOf(logOf(message(1), message(2, { reply_to_id: 'm1' }), message(3, { deleted: true }), message(4)), [], ada.id,
            null);

        expect(joined(rows)).toEqual([false, false, true, false]);
    });

    it('say once where what is new begins, also where its first is not shown', () => {
        const rows = rowsOf(logOf(message(1), message(2), message(5), message(6)), [], bob.id, 3);

        expect(kinds(rows)).toEqual(['start', 'day', 'message', 'message', 'new', 'message', 'message']);
    });

    it('have a day between days', () => {
        const rows = rowsOf(logOf(message(1), message(60 * 24 + 1)), [], ada.id, null);

        expect(kinds(rows)).toEqual(['start', 'day', 'message', 'day', 'message']);
    });

    it('end with what is on its way, joined to one’s own', () => {
        const rows = rowsOf(logOf(message(3)), [one('a'), one('b')], ada.id, null);

        expect(kinds(rows)).toEqual(['start', 'day', 'message', 'pending', 'pending']);
        expect(joined(rows)).toEqual([false, true, true]);
    });

    it('show nothing that is on its way in the middle of the past', () => {
        const log = openedLog([message(3)], { older: true, newer: true, last: 9 });

        expect(kinds(rowsOf(log, [one('a')], ada.id, null))).toEqual(['loading', 'day', 'message', 'loading']);
    });

    it('keep the row of a message that becomes durable', () => {
        const before = rowsOf(logOf(), [one('a')], ada.id, null).at(-1)!;
        const after = rowsOf(logOf(message(1, { client_ref: 'a' })), [], ada.id, null).at(-1)!;

        expect(after.key).toBe(before.key);
    });
});

describe('what is on its way', () => {
    it('is not shown beside itself, whichever of event and answer comes first', () => {
        expect(pendingIn([one('a'), one('b')], '7', null, logOf(message(1, { client_ref: 'a' }))).map(({ clientRef }) =>
            clientRef)).toEqual(['b']);
    });

    it('keeps its place when it fails and is tried again', () => {
        const all = withPending([one('a'), one('b')], one('a', { failed: 'not_a_member', at: at(9) }));

        expect(all.map(({ clientRef, failed }) => [clientRef, failed])).toEqual([['a', 'not_a_member'], ['b', null]]);
        expect(all[0]!.at).toBe(at(4));
    });

    it('stands in its own channel and thread', () => {
        expect(pendingIn([one('a', { threadRootId: 'm1' }), one('b', { channelId: '8' })], '7', null, logOf())).toEqual([]);
        expect(pendingIn([one('a', { threadRootId: 'm1' })], '7', 'm1', logOf())).toHaveLength(1);
    });
});
