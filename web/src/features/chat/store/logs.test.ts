import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { message, page } from '../model/testing';
import type { Channel, Message } from '../model/types';
import { catchUp, loadNewer, loadOlder, openLog, reopenLogs } from './logs';
import { add } from './messages';
import { chat, patchLog, useChat } from './state';
import { useUnread } from '../unread';

const empty = useChat.getState();
let asked: string[] = [];
let answers: ((query: URLSearchParams) => { messages: Message[]; next?: boolean })[] = [];

const channel = (more: Partial<Channel> = {}): Channel => ({
    id: '7', kind: 'group', name: 'Seven', topic: null, description: null, avatar_url: null, owner_id: '1', member_count: 2, role: 'member',
    is_member: true, announcement: false, slow_mode_seconds: 0, history: 'full', archived: false, last_seq: 9, last_message: null,
    unread_count: 0, mention_count: 0, last_read_seq: 9, muted: false, muted_until: null,
    visible_from_seq: 1, pin_count: 0, request: null, created_at: '2026-05-04T00:00:00Z', ...more,
});
const seqs = () => chat().logs['7']!.log.messages.map(one => one.seq);

beforeEach(() => {
    asked = [];
    vi.stubGlobal('fetch', async (url: string) => {
        asked.push(url.replace(/^.*\/api\/v1/, ''));
        const { messages, next } = answers.shift()!(new URLSearchParams(url.split('?')[1]));
        return new Response(JSON.stringify(messages), {
            headers: { 'Content-Type': 'application/json', ...next && { Link: '</api/v1/next>; rel="next"' } },
        });
    });
    useChat.setState({ ...empty, channels: { 7: channel() } }, true);
    useUnread.setState({ channels: {}, requests: 0, watching: null });
});
afterEach(() => vi.unstubAllGlobals());

it('one request opens a channel, and none opens it again', async () => {
    answers = [() => ({ messages: page(1, 9) })];
    await openLog('7');
    await openLog('7');

    expect(asked).toHaveLength(1);
    expect(seqs()).toHaveLength(9);
});

it('many unread ones are opened at the first of them', async () => {
    useChat.setState({ channels: { 7: channel({ last_seq: 200 }) } });
    useUnread.setState({ channels: { 7: { place: 'messages', count: 150, mentions: 0, read: 50, muted: false } } });
    answers = [query => (expect(query.get('around')).toBe('seq:51'), { messages: page(30, 79), next: true })];
    await openLog('7');

    expect(chat().logs['7']).toMatchObject({ newFrom: 51, log: { older: true, newer: true, to: 79 } });
});

it('what is written while a page is on its way is asked for next, and stands there once', async () => {
    answers = [() => {
        add(message(10));
        return { messages: page(1, 9) };
    }, () => ({ messages: page(10, 10) })];
    await openLog('7');
    expect(chat().logs['7']!.log.newer).toBe(true);
    await loadNewer('7');
    add(message(10));
    add(message(11));

    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
});

it('a gap is closed with what is missing', async () => {
    answers = [() => ({ messages: page(1, 9) }), query => (expect(query.get('after')).toBe('seq:9'), { messages: page(10, 12) })];
    await openLog('7');
    add(message(12));
    await loadNewer('7');

    expect(seqs().slice(-4)).toEqual([9, 10, 11, 12]);
    expect(chat().logs['7']!.log.newer).toBe(false);
});

it('older pages are put in front, until there are none', async () => {
    answers = [() => ({ messages: page(5, 9), next: true }), () => ({ messages: page(1, 4) })];
    await openLog('7');
    await loadOlder('7');
    await loadOlder('7');

    expect(asked).toHaveLength(2);
    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
});

it('after a resync what is shown is asked for again, and the rest forgotten', async () => {
    answers = [() => ({ messages: page(1, 9) }), () => ({ messages: page(20, 30), next: true })];
    await openLog('7');
    useChat.setState(({ logs }) => ({ logs: { ...logs, 8: { ...logs['7']!, channelId: '8' } } }));
    await reopenLogs(['7']);

    expect(Object.keys(chat().logs)).toEqual(['7']);
    expect(seqs()[0]).toBe(20);
});

it('after a resync nothing moves if nothing is missing between', async () => {
    answers = [() => ({ messages: page(1, 9) }), () => ({ messages: page(7, 12), next: true })];
    await openLog('7');
    const { epoch } = chat().logs['7']!;
    await reopenLogs(['7']);

    expect(seqs()).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12]);
    expect(chat().logs['7']!.epoch).toBe(epoch);
});

it('what came while the connection was gone is put beneath, and what failed is tried again', async () => {
    answers = [() => ({ messages: page(1, 9) }), query => (expect(query.get('after')).toBe('seq:9'), { messages: page(10, 12) })];
    await openLog('7');
    await catchUp(['7']);
    expect(seqs().slice(-4)).toEqual([9, 10, 11, 12]);

    patchLog('7', { status: 'failed' });
    answers = [() => ({ messages: page(1, 12) })];
    await catchUp(['7']);
    expect(chat().logs['7']!.status).toBe('ready');
});
