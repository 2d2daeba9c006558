import type { Command } from '../commands.js';
import type { Connection, Listener, OpenRequest, Transport } from '../transport.js';
import type { FakeClock } from './clock.js';

type Send = Extract<Command, { type: 'send' }>;

/*
 * A server that keeps its promise of client_ref and no other: commands and answers are lost, late or come twice, connections end at any
 * time, also those that are never opened, and what an old connection still carried arrives after the next one was opened.
 */
export class LyingServer implements Transport {
    readonly twoWay = true;
    honest = false;
    private readonly messages = new Map<string, { clientRef: string; content: string }[]>();

    constructor(private readonly clock: FakeClock, private readonly random: () => number) {}

    channel(id: string): string[] {
        return (this.messages.get(id) ?? []).map(message => message.content);
    }

    open(_: OpenRequest, listener: Listener): Connection {
        let over = false;
        const say = (event: object) => void (over || listener.message(JSON.stringify(event)));
        const end = (code: number) => {
            if (!over)
                listener.ended({ code });
            over = true;
        };
        const lives = this.likely(0.2) ? 0 : 200 + this.random() * 20_000;
        this.clock.after(5, () => say({ type: 'hello', userId: '7', cursor: '1.0', heartbeatMs: 30_000, resumed: false }));
        this.clock.after(lives, () => void (this.honest || end(this.likely(0.5) ? 1006 : 1011)));
        return {
            send: command => {
                if (command.type === 'send' && !this.likely(0.05))
                    this.later(() => this.take(command, say));
                if (command.type === 'ping')
                    say({ type: 'pong', ref: null });
            },
            close: () => { over = true; },
        };
    }

    private take(command: Send, say: (event: object) => void): void {
        const answer = this.answer(command);
        if (this.likely(0.1))
            return;
        this.later(() => say(answer));
        if (this.likely(0.2))
            this.later(() => say(answer));
    }

    private answer({ ref, channelId, clientRef, content }: Send): object {
        if (this.likely(0.1))
            return { type: 'error', code: 'slow_mode', ref, detail: '', retryMs: this.random() * 2000 };
        if (this.likely(0.02))
            return { type: 'error', code: 'internal_error', ref, detail: '' };
        const there = this.messages.get(channelId) ?? [], before = there.findIndex(message => message.clientRef === clientRef);
        if (before < 0)
            there.push({ clientRef, content: content! });
        this.messages.set(channelId, there);
        return { type: 'ack', ref, channelId, clientRef, seq: before < 0 ? there.length : before + 1, duplicate: before >= 0 };
    }

    private later(run: () => void): void {
        this.clock.after(this.honest ? 1 : this.random() ** 4 * 5000, run);
    }

    private likely(chance: number): boolean {
        return !this.honest && this.random() < chance;
    }
}
