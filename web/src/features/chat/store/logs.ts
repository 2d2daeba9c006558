/* Logs from the server: opened, continued to both sides, opened elsewhere. */
import { rest, type Answer } from '../../../data/rest';
import type { Problem } from '../../../data/problems';
import { useUnread } from '../unread';
import { emptyLog, find, openedLog, trimmed, withNewer, withOlder, withRenewed, type Log } from '../model/log';
import type { Message } from '../model/types';
import { learnFromMessages } from './people';
import { chat, logKey, patchLog, useChat, type LogState } from './state';

const PAGE = 50, RENEWED = 100, KEPT = 150, LOGS_MOST = 20;

let epochs = 0;

const begun = (channelId: string, rootId: string | null): LogState => ({
    channelId, rootId, log: emptyLog, status: 'loading', problem: null, busy: null, next: null, newFrom: null, focus: null, epoch: ++epochs,
});

/** Of a channel that is known. What is at hand is shown at once, else it is one request; `focus`: a message to be shown. */
export async function openLog(channelId: string, focus: string | null = null): Promise<void> {
    const held = chat().logs[channelId];

    if (held?.status === 'loading')
        return;
    if (held?.status === 'ready' && (focus ? find(held.log, focus) : !held.log.newer))
        return patchLog(channelId, { newFrom: newFromOf(channelId), focus, epoch: ++epochs });
    await loadAround(channelId, focus);
}

/** The first unread message, if any: told when a log opens, and then kept as long as it stands open. */
function newFromOf(channelId: string): number | null {
    const unread = useUnread.getState().channels[channelId];

    return unread?.count ? unread.read + 1 : null;
}

async function loadAround(channelId: string, focus: string | null): Promise<void> {
    const { last_seq: last } = chat().channels[channelId]!, newFrom = newFromOf(channelId);
    const far = newFrom !== null && last - newFrom > PAGE - 10;
    const around = focus ?? (far ? `seq:${newFrom}` : undefined);
    setLog(channelId, { ...begun(channelId, null), newFrom, focus });
    await open(channelId, around);
}

/** Nobody looks at it any more: its end is kept, and of logs the latest. One that stands in the past is forgotten. */
export function leaveLog(key: string): void {
    useChat.setState(({ logs: { [key]: left, ...logs } }) => {
        if (!left || left.status !== 'ready' || left.log.newer)
            return { logs };
        const kept = { ...logs, [key]: left.rootId ? left : { ...left, log: trimmed(left.log, KEPT) } };
        return { logs: Object.fromEntries(Object.entries(kept).slice(-LOGS_MOST)) };
    });
}

/** The end of the channel, where the log stands somewhere else. */
export async function openLatest(channelId: string): Promise<void> {
    patchLog(channelId, { focus: null, newFrom: null });
    await open(channelId);
}

/* What comes while the page is on its way has a number beyond `last`, and is asked for next. */
async function open(channelId: string, around?: string): Promise<void> {
    const last = chat().channels[channelId]?.last_seq ?? 0;
    const answer = await rest.get<Message[]>(`/channels/${channelId}/messages`, { query: { threads: 'hide', limit: PAGE, around } });
    if (!answer.ok)
        return patchLog(channelId, { status: 'failed', problem: answer.problem });
    const { data, next } = answer, end = data[0]?.seq ?? last;
    learnFromMessages(data);
    patchLog(channelId, {
        status: 'ready', problem: null, busy: null, epoch: ++epochs,
        log: upToDate(channelId, openedLog(data, { older: next !== null, newer: around !== undefined && end < last, last })),
    });
}

const upToDate = (channelId: string, log: Log): Log => ({ ...log, newer: log.newer
    || (chat().channels[channelId]?.last_seq ?? 0) > log.to });

export async function loadOlder(channelId: string): Promise<void> {
    const state = chat().logs[channelId];
    if (!state || state.busy || !state.log.older)
        return;
    await extend(channelId, 'older', { before: `seq:${state.log.from}` }, (log, page, more) => withOlder(log, page, more));
}

export async function loadNewer(channelId: string): Promise<void> {
    const state = chat().logs[channelId];
    if (state && !state.busy && state.log.newer)
        await newer(channelId, state.log);
}

async function newer(channelId: string, { to }: Log): Promise<void> {
    const last = chat().channels[channelId]?.last_seq ?? 0;

    await extend(channelId, 'newer', { after: `seq:${to}` }, (log, page, more) => upToDate(channelId, withNewer(log, page, more, last)));
}

async function extend(channelId: string, busy: 'older' | 'newer', query: Record<string, string>, join: typeof withOlder): Promise<void> {
    const { epoch } = chat().logs[channelId]!;
    patchLog(channelId, { busy });
    const answer = await rest.get<Message[]>(`/channels/${channelId}/messages`, { query: { threads: 'hide', limit: PAGE, ...query } });
    if (answer.ok)
        learnFromMessages(answer.data);
    patchLog(channelId, state => ({
        busy: null,
        ...state.epoch === epoch && (answer.ok ? { log: join(state.log, answer.data, answer.next !== null), problem: null }
            : { problem: answer.problem }),
    }));
}

/** The thread below a message: the message itself, then the replies, oldest first. */
export async function openThread(channelId: string, rootId: string): Promise<void> {
    const key = logKey(channelId, rootId);
    if (chat().logs[key]?.status === 'ready')
        return;
    setLog(key, begun(channelId, rootId));
    const root = find(chat().logs[channelId]?.log ?? emptyLog, rootId);
    const [first, replies] = await Promise.all([
        root ? { ok: true as const, data: root } : rest.get<Message>(`/messages/${rootId}`),
        rest.get<Message[]>(`/messages/${rootId}/thread`, { query: { limit: 100 } }),
    ]);

    if (!first.ok)
        return failed(key, first.problem);
    patchThread(key, replies, [first.data]);
}

export async function loadMoreReplies(key: string): Promise<void> {
    const state = chat().logs[key];
    if (!state?.next || state.busy)
        return;
    patchLog(key, { busy: 'newer' });
    patchThread(key, await rest.get<Message[]>(state.next), state.log.messages);
}

function patchThread(key: string, answer: Answer<Message[]>, before: readonly Message[]): void {
    if (!answer.ok)
        return failed(key, answer.problem);
    const messages = [...before, ...answer.data.filter(one => !before.some(({ id }) => id === one.id))];
    learnFromMessages(messages);
    patchLog(key, {
        status: 'ready', problem: null, busy: null, next: answer.next, epoch: ++epochs,
        log: { messages, from: 1, to: messages.at(-1)!.seq, older: false, newer: answer.next !== null },
    });
}

const failed = (key: string, problem: Problem): void => patchLog(key, { status: 'failed', problem, busy: null });

function setLog(key: string, state: LogState): void {
    useChat.setState(({ logs }) => ({ logs: { ...logs, [key]: state } }));
}

/** After events were missed for good: those that nobody looks at are forgotten, the others are asked for again. */
export async function reopenLogs(shown: readonly string[]): Promise<void> {
    useChat.setState(({ logs }) => ({ logs: Object.fromEntries(Object.entries(logs).filter(([key]) => shown.includes(key))) }));
    for (const key of shown) {
        const [channelId, rootId] = key.split('/') as [string, string | undefined];
        if (rootId) {
            useChat.setState(({ logs: { [key]: _, ...logs } }) => ({ logs }));
            await openThread(channelId, rootId);
        } else
            await renew(key);
    }
}

/* One that stands in the past is left to its reader; the end is replaced in its place, so that nothing moves. */
async function renew(channelId: string): Promise<void> {
    const before = chat().logs[channelId];
    if (before?.status !== 'ready')
        return before && openLog(channelId);
    if (before.log.newer)
        return;
    const { last_seq: last } = chat().channels[channelId]!;
    const answer = await rest.get<Message[]>(`/channels/${channelId}/messages`, { query: { threads: 'hide', limit: RENEWED } });
    if (!answer.ok)
        return patchLog(channelId, ({ log }) => ({ log: { ...log, newer: true } }));
    const { data, next } = answer, more = next !== null;
    learnFromMessages(data);
    patchLog(channelId, ({ log }) => {
        const renewed = withRenewed(log, data, more, last);
        return renewed ? { log: upToDate(channelId, renewed) }
            : { log: upToDate(channelId, openedLog(data, { older: more, newer: false, last })), newFrom: null, epoch: ++epochs };
    });
}

/** After the connection was gone: what failed is tried again, and what came meanwhile is put beneath what stands. */
export async function catchUp(shown: readonly string[]): Promise<void> {
    for (const key of shown) {
        const state = chat().logs[key], { channelId, rootId } = state ?? {};
        if (!state || !channelId)
            continue;
        if (state.status === 'failed')
            await (rootId ? openThread(channelId, rootId) : openLog(channelId, state.focus));
        else if (state.status === 'ready' && !rootId && !state.busy)
            await newer(channelId, state.log);
    }
}
