import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { RealtimeClient, ServerEvent } from '../../../realtime';
import { ada, bob, message } from '../model/testing';
import type { Channel } from '../model/types';
import { follow } from './hear';
import { openLog } from './logs';
import { chat, useChat } from './state';

const empty = useChat.getState();
let asked: string[] = [];
let hear: (event: ServerEvent) => void;

const channel = (id: string): Channel => ({ id, kind: 'public', name: id, last_seq: 0, last_message: null, participants: [ada, bob] }) as unknown as Channel;
const says = (channelId: string, seq: number) => hear({
    type: 'channel_message', cursor: String(seq), channelId, messageId: String(100 + seq), seq, from: bob.id, content: `@ada, number ${seq}`,
    replyToId: null, threadRootId: null, createdAt: '2026-05-04T00:00:00Z',
} as unknown as ServerEvent);

beforeEach(() => {
    vi.useFakeTimers();
    asked = [];
    vi.stubGlobal('fetch', async (url: string) => {
        asked.push(url.replace(/^.*\/api\/v1/, ''));
        return new Response(JSON.stringify(/\/messages\/\d+$/.test(url) ? message(1) : []), { headers: { 'Content-Type': 'application/json' } });
    });
    useChat.setState({ ...empty, channels: { 7: channel('7'), 8: channel('8') }, people: { [ada.id]: ada, [bob.id]: bob } }, true);
    const on = (type: string, heard: (event: ServerEvent) => void) => {
        if (type === '*')
            hear = heard;
        return () => {};
    };
    follow({ on, state: { name: 'live' }, outbox: { entries: () => Promise.resolve([]) } } as unknown as RealtimeClient, ada.id, () => []);
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

it('a channel that nobody opened asks for nothing, whatever is said there', async () => {
    for (let seq = 1; seq <= 100; seq++) {
        says('7', seq);
        await vi.advanceTimersByTimeAsync(1000);
    }
    expect(asked).toEqual([]);
    expect(chat().channels['7']!.last_message).toMatchObject({ content: '@ada, number 100', sender: { username: bob.username } });
});

it('one that was opened asks for what an event does not say', async () => {
    await openLog('8');
    asked = [];
    says('8', 1);
    await vi.advanceTimersByTimeAsync(1000);
    expect(asked).toEqual(['/messages/101']);
});
