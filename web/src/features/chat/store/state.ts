/* What this page knows of channels and their messages. */
import { create } from 'zustand';
import type { Problem } from '../../../data/problems';
import type { Log } from '../model/log';
import type { Pending } from '../model/pending';
import type { Channel, Person } from '../model/types';

export type ListName = 'messages' | 'channels' | 'archived' | 'requests';

export interface ListState {
    status: 'none' | 'loading' | 'ready' | 'failed';
    problem: Problem | null;
    /** The path of the next page. */
    next: string | null;
}

/** A channel's log, or that of a thread in it. */
export interface LogState {
    channelId: string;
    rootId: string | null;
    log: Log;
    status: 'loading' | 'ready' | 'failed';
    problem: Problem | null;
    busy: 'older' | 'newer' | null;
    /** The path of the next page of a thread. */
    next: string | null;
    /** Where the separator "New" stands. */
    newFrom: number | null;
    /** A message to show when it opens, instead of the end or the first unread one. */
    focus: string | null;
    /** Another number each time that the log is another one. */
    epoch: number;
}

export interface ChatState {
    channels: Readonly<Record<string, Channel>>;
    lists: Readonly<Record<ListName, ListState>>;
    logs: Readonly<Record<string, LogState>>;
    people: Readonly<Record<string, Person>>;
    pending: readonly Pending[];
    typists: Readonly<Record<string, readonly string[]>>;
    /** How far others have read: by channel, by person. */
    reads: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

const noList: ListState = { status: 'none', problem: null, next: null };

export const useChat = create<ChatState>(() => ({
    channels: {}, lists: { messages: noList, channels: noList, archived: noList, requests: noList }, logs: {}, people: {}, pending: [], typists: {},
        reads: {},
}));

export const chat = (): ChatState => useChat.getState();
export const logKey = (channelId: string, rootId: string | null): string => rootId ? `${channelId}/${rootId}` : channelId;

export function patchLog(key: string, change: Partial<LogState> | ((state: LogState) => Partial<LogState>)): void {
    useChat.setState(({ logs }) => {
        const before = logs[key];
        return before ? { logs: { ...logs, [key]: { ...before, ...typeof change === 'function' ? change(before) : change } } } : {};
    });
}

export function patchChannel(id: string, change: (channel: Channel) => Partial<Channel>): void {
    useChat.setState(({ channels }) => {
        const before = channels[id];
        return before ? { channels: { ...channels, [id]: { ...before, ...change(before) } } } : {};
    });
}

export function patchList(name: ListName, change: Partial<ListState>): void {
    useChat.setState(({ lists }) => ({ lists: { ...lists, [name]: { ...lists[name], ...change } } }));
}
