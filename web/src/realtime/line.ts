import type { Clock } from './clock.js';
import type { Command } from './commands.js';
import { next, type StopReason } from './endings.js';
import type { ServerEvent } from './events.js';
import { Heartbeat } from './heartbeat.js';
import { Pace } from './pace.js';
import { ABNORMAL, type Connection, type Credentials, type End, type Transport } from './transport.js';
import type { Answer, Question, Wire } from './wire.js';

/**
 * Where the connection stands. `catching_up`: what was missed is coming; `waiting`: until the next attempt; `stopped`: until `connect` is
 * called again.
 */
export type State =
    | { name: 'idle' }
    | { name: 'connecting' }
    | { name: 'catching_up' }
    | { name: 'live' }
    | { name: 'waiting'; ms: number; code: number; reason: string }
    | { name: 'stopped'; why: StopReason; reason: string };

/* Whose line it is. */
export interface Party {
    credentials(renew: boolean): Credentials | null | Promise<Credentials | null>;
    wants(twoWay: boolean): { topics: string[]; cursor: string | null; content: boolean };       /* to open with */
    heard(event: ServerEvent): void;
    later(): Question | null;        /* what leaves when there is room */
    closed(blame: boolean): void;
    state(state: State): void;
}

/** `online` and `offline`, as windows say them. */
export type Hints = Pick<EventTarget, 'addEventListener' | 'removeEventListener'>;

const OPEN_MS = 20_000, STEADY_MS = 10_000, RENEW_MS = 10_000, ONLINE_MS = 500, MISSES = 2, HEARTBEAT_LEAST_MS = 1000;

/* A connection that comes back: it opens, watches, renews and reopens, and obeys what the server says in closing. */
export class Line implements Wire {
    state: State = { name: 'idle' };
    readonly #pace: Pace;
    readonly #heartbeat: Heartbeat;
    readonly #answers = new Map<string, (answer: Answer) => void>();
    #attempt = 0;                         /* what comes of an earlier one is not heard */
    #connection: Connection | null = null;
    #greetedAt: number | null = null;     /* when `hello` came */
    #failures = 0;                        /* connections in a row that did not last */
    #misses = 0;                          /* of these, in a row, never open */
    #which = 0;                           /* of the transports */
    #renew = false;                       /* the credentials given last are not good any more */
    #renewed = false;                     /* those of this attempt are new */
    #renewal: (() => void) | null = null;        /* of the token of an open connection */
    #renewedAt = -RENEW_MS;
    #firm = false;                        /* nothing shortens the wait */
    #refs = 0;
    #callOff: (() => void) | null = null; /* of the attempt that should be over by then, or of the wait */
    readonly #transports: readonly Transport[];
    readonly #clock: Clock;
    readonly #hints: Hints | null;
    readonly #party: Party;

    constructor(transports: readonly Transport[], clock: Clock, hints: Hints | null, party: Party) {
        this.#transports = transports;
        this.#clock = clock;
        this.#hints = hints;
        this.#party = party;
        this.#pace = new Pace(clock, () => this.#later());
        this.#heartbeat = new Heartbeat(clock, () => this.#ping(), () => this.silent());
    }

    /* ---- Wire ---- */

    get open(): boolean {
        return this.#greetedAt !== null;
    }

    get twoWay(): boolean {
        return this.#transports[this.#which]!.twoWay;
    }

    /* Something waits to go out. */
    get busy(): boolean {
        return this.#pace.busy;
    }

    send(command: Command, answered?: Question['answered']): void {
        this.#pace.push(this.#sending({ command, answered }));
    }

    wake(): void {
        if (this.open)
            this.#pace.flow();
    }

    silent(): void {
        this.#ended({ code: ABNORMAL, reason: 'silent' });
    }

    /* ---- what its party asks for ---- */

    /* Also ends a wait. */
    connect(): void {
        if (this.state.name === 'idle' || this.state.name === 'stopped') {
            this.#listen('addEventListener');
            this.#begin();
        } else if (this.state.name === 'waiting' && !this.#firm)
            this.#begin();
    }

    stop(why: StopReason, reason: string = why): void {
        const was = this.state.name;
        if (was === 'idle' || was === 'stopped')
            return;
        this.#listen('removeEventListener');
        this.#hangUp(false);
        this.#failures = this.#misses = 0;
        this.#renew = false;
        this.say({ name: 'stopped', why, reason });
    }

    /* At once, as another connection: what it listens to has changed. */
    reopen(): void {
        this.#hangUp(false);
        this.#begin();
    }

    say(state: State): void {
        this.state = state;
        this.#party.state(state);
    }

    /* ---- an attempt ---- */

    async #begin(): Promise<void> {
        const attempt = ++this.#attempt;
        this.#timer(OPEN_MS, () => this.#ended({ code: ABNORMAL, reason: 'no answer' }));
        this.say({ name: 'connecting' });
        try {
            const credentials = await this.#party.credentials(this.#renew);
            if (attempt !== this.#attempt)
                return;
            if (credentials)
                this.#dial(attempt, credentials);
            else
                this.stop('signed_out');
        } catch (problem) {
            if (attempt === this.#attempt)
                this.#ended({ code: ABNORMAL, reason: String(problem) });
        }
    }

    #dial(attempt: number, credentials: Credentials): void {
        this.#renewed = this.#renew;
        this.#renew = false;
        const transport = this.#transports[this.#which]!;
        this.#connection = transport.open({ credentials, ...this.#party.wants(transport.twoWay) }, {
            message: text => { attempt === this.#attempt && this.#message(text); },
            alive: () => { attempt === this.#attempt && this.#heartbeat.heard(); },
            ended: end => { attempt === this.#attempt && this.#ended(end); },
        });
    }

    #message(text: string): void {
        this.#heartbeat.heard();
        const event = parsed(text);
        if (!event)
            return;
        switch (event.type) {
        case 'close': return this.#ended(event);
        case 'hello': this.#greeted(event.heartbeatMs); break;
        case 'auth_expiring': this.#expiring(); break;
        }
        this.#answer(event as Answer);
        this.#party.heard(event);
    }

    #greeted(heartbeatMs: number): void {
        this.#timer(null);
        this.#greetedAt = this.#clock.now();
        this.#misses = 0;
        this.#heartbeat.start(Math.max(heartbeatMs, HEARTBEAT_LEAST_MS));
    }

    /* ---- the end of one ---- */

    #ended(end: End): void {
        const lasted = this.#greetedAt !== null && this.#clock.now() - this.#greetedAt >= STEADY_MS;
        if (this.#greetedAt === null && end.status === undefined && ++this.#misses % MISSES === 0)
            this.#which = (this.#which + 1) % this.#transports.length;
        const failures = lasted ? 0 : this.#failures;
        const { stop, waitMs, firm = false, renew = false, blame = false } = next(end, this.#clock, failures, this.#renewed);
        this.#hangUp(blame);
        if (stop)
            return this.stop(stop, end.reason);
        this.#failures = failures + 1;
        this.#firm = firm;
        this.#renew ||= renew;
        this.#wait(waitMs, end);
    }

    #wait(ms: number, { code, reason = '' }: { code: number; reason?: string }): void {
        this.#timer(ms, () => this.#begin());
        this.say({ name: 'waiting', ms, code, reason });
    }

    #hangUp(blame: boolean): void {
        this.#attempt++;
        this.#timer(null);
        this.#renewal?.();
        this.#renewal = null;
        this.#heartbeat.stop();
        this.#pace.clear();
        this.#answers.clear();
        this.#greetedAt = null;
        this.#connection?.close();
        this.#connection = null;
        this.#party.closed(blame);
    }

    #timer(ms: number, run: () => void): void;
    #timer(none: null): void;
    #timer(ms: number | null, run?: () => void): void {
        this.#callOff?.();
        this.#callOff = ms === null ? null : this.#clock.after(ms, run!);
    }

    /* ---- hints ---- */

    #listen(how: 'addEventListener' | 'removeEventListener'): void {
        for (const hint of ['online', 'offline'])
            this.#hints?.[how](hint, this.#hinted);
    }

    /* Where the network went or is back, perhaps by another way, what stands may be dead. */
    readonly #hinted = ({ type }: Event): void => {
        const online = type === 'online';
        if (online && this.state.name === 'waiting' && !this.#firm)
            this.#wait(this.#clock.random() * ONLINE_MS, this.state);
        else if (this.open && this.twoWay)
            this.#heartbeat.doubt();
        else if (this.open && online)
            this.reopen();
    };

    /* ---- questions and answers ---- */

    #later(): (() => void) | null {
        const question = this.open && this.twoWay && this.#party.later();
        return question ? this.#sending(question) : null;
    }

    #sending({ command, answered }: Question): () => void {
        const ref = answered && (++this.#refs).toString(36);
        if (ref)
            this.#answers.set(ref, answered);
        return () => this.#connection?.send({ ...command, ref });
    }

    #answer(event: Answer): void {
        const answered = this.#answers.get(event.ref!);
        this.#answers.delete(event.ref!);
        answered?.(event);
    }

    #ping(): void {
        if (this.twoWay)
            this.#connection?.send({ type: 'ping' });
    }

    /* Of a token that lives less than a minute this is said at once, and again of the next one. */
    #expiring(): void {
        this.#renewal ??= this.#clock.after(Math.max(0, this.#renewedAt + RENEW_MS - this.#clock.now()), () => this.#authenticate());
    }

    /* A new token on the open connection. Where there is none, the connection ends, and the next one begins with new credentials. */
    async #authenticate(): Promise<void> {
        const attempt = this.#attempt;
        this.#renewal = null;
        this.#renewedAt = this.#clock.now();
        const credentials = await Promise.resolve(true).then(renew => this.#party.credentials(renew)).catch(() => null);
        if (attempt === this.#attempt && this.twoWay && credentials && 'token' in credentials)
            this.#connection?.send({ type: 'auth', token: credentials.token });
    }
}

function parsed(text: string): ServerEvent | null {
    try {
        const event = JSON.parse(text);
        return typeof event?.type === 'string' ? event : null;
    } catch {
        return null;
    }
}
