import { next } from './endings.js';
import { Heartbeat } from './heartbeat.js';
import { Pace } from './pace.js';
import { ABNORMAL } from './transport.js';
const OPEN_MS = 20_000, STEADY_MS = 10_000, ONLINE_MS = 500, MISSES = 2, HEARTBEAT_LEAST_MS = 1000;
/** A connection that comes back: it opens, watches, renews and reopens, and obeys what the server says in closing. */
export class Line {
    transports;
    clock;
    hints;
    party;
    state = { name: 'idle' };
    #pace;
    #heartbeat;
    #answers = new Map();
    #attempt = 0; /* what comes of an earlier one is not heard */
    #connection = null;
    #greetedAt = null; /* when `hello` came */
    #failures = 0; /* connections in a row that did not last */
    #misses = 0; /* of these, in a row, never open */
    #which = 0; /* of the transports */
    #renew = false; /* the credentials given last are not good any more */
    #renewed = false; /* those of this attempt are new */
    #firm = false; /* nothing shortens the wait */
    #refs = 0;
    #callOff = null; /* of the attempt that should be over by then, or of the wait */
    constructor(transports, clock, hints, party) {
        this.transports = transports;
        this.clock = clock;
        this.hints = hints;
        this.party = party;
        this.#pace = new Pace(clock);
        this.#heartbeat = new Heartbeat(clock, () => this.#ping(), () => this.silent());
    }
    /* ---- Wire ---- */
    get open() {
        return this.#greetedAt !== null;
    }
    get twoWay() {
        return this.transports[this.#which].twoWay;
    }
    /** Something waits to go out. */
    get busy() {
        return this.#pace.busy;
    }
    send(command, answered) {
        const ref = answered ? this.#expect(answered) : undefined;
        this.#pace.push(() => this.#connection?.send({ ...command, ref }));
    }
    silent() {
        this.#ended({ code: ABNORMAL, reason: 'silent' });
    }
    /* ---- what its party asks for ---- */
    /** Also ends a wait. */
    connect() {
        if (this.state.name === 'idle' || this.state.name === 'stopped') {
            this.hints?.addEventListener('online', this.#online);
            this.hints?.addEventListener('offline', this.#offline);
            this.#begin();
        }
        else if (this.state.name === 'waiting' && !this.#firm)
            this.#begin();
    }
    stop(why, reason = why) {
        const was = this.state.name;
        if (was === 'idle' || was === 'stopped')
            return;
        this.hints?.removeEventListener('online', this.#online);
        this.hints?.removeEventListener('offline', this.#offline);
        this.#hangUp(false);
        this.#failures = this.#misses = 0;
        this.#renew = false;
        this.say({ name: 'stopped', why, reason });
    }
    /** At once, as another connection: what it listens to has changed. */
    reopen() {
        this.#hangUp(false);
        this.#begin();
    }
    say(state) {
        this.state = state;
        this.party.state(state);
    }
    /* ---- an attempt ---- */
    async #begin() {
        const attempt = ++this.#attempt;
        this.#timer(OPEN_MS, () => this.#ended({ code: ABNORMAL, reason: 'no answer' }));
        this.say({ name: 'connecting' });
        try {
            const credentials = await this.party.credentials(this.#renew);
            if (attempt !== this.#attempt)
                return;
            if (credentials)
                this.#dial(attempt, credentials);
            else
                this.stop('signed_out');
        }
        catch (problem) {
            if (attempt === this.#attempt)
                this.#ended({ code: ABNORMAL, reason: String(problem) });
        }
    }
    #dial(attempt, credentials) {
        this.#renewed = this.#renew;
        this.#renew = false;
        const transport = this.transports[this.#which];
        this.#connection = transport.open({ credentials, ...this.party.wants(transport.twoWay) }, {
            message: text => { attempt === this.#attempt && this.#message(text); },
            alive: () => { attempt === this.#attempt && this.#heartbeat.heard(); },
            ended: end => { attempt === this.#attempt && this.#ended(end); },
        });
    }
    #message(text) {
        this.#heartbeat.heard();
        const event = parsed(text);
        if (!event)
            return;
        switch (event.type) {
            case 'close': return this.#ended(event);
            case 'hello':
                this.#greeted(event.heartbeatMs);
                break;
            case 'auth_expiring':
                this.#authenticate();
                break;
        }
        this.#answer(event);
        this.party.heard(event);
    }
    #greeted(heartbeatMs) {
        this.#timer(null);
        this.#greetedAt = this.clock.now();
        this.#misses = 0;
        this.#heartbeat.start(Math.max(heartbeatMs, HEARTBEAT_LEAST_MS));
    }
    /* ---- the end of one ---- */
    #ended(end) {
        const lasted = this.#greetedAt !== null && this.clock.now() - this.#greetedAt >= STEADY_MS;
        if (this.#greetedAt === null && end.status === undefined && ++this.#misses % MISSES === 0)
            this.#which = (this.#which + 1) % this.transports.length;
        const failures = lasted ? 0 : this.#failures;
        const { stop, waitMs, firm = false, renew = false, blame = false } = next(end, this.clock, failures, this.#renewed);
        this.#hangUp(blame);
        if (stop)
            return this.stop(stop, end.reason);
        this.#failures = failures + 1;
        this.#firm = firm;
        this.#renew ||= renew;
        this.#wait(waitMs, end);
    }
    #wait(ms, { code, reason = '' }) {
        this.#timer(ms, () => this.#begin());
        this.say({ name: 'waiting', ms, code, reason });
    }
    #hangUp(blame) {
        this.#attempt++;
        this.#timer(null);
        this.#heartbeat.stop();
        this.#pace.clear();
        this.#answers.clear();
        this.#greetedAt = null;
        this.#connection?.close();
        this.#connection = null;
        this.party.closed(blame);
    }
    #timer(ms, run) {
        this.#callOff?.();
        this.#callOff = ms === null ? null : this.clock.after(ms, run);
    }
    /* ---- hints ---- */
    /** The network is back, perhaps by another way: what stands may be dead. */
    #online = () => {
        if (this.state.name === 'waiting' && !this.#firm)
            this.#wait(this.clock.random() * ONLINE_MS, this.state);
        else if (this.open)
            this.twoWay ? this.#heartbeat.doubt() : this.reopen();
    };
    #offline = () => {
        if (this.open && this.twoWay)
            this.#heartbeat.doubt();
    };
    /* ---- questions and answers ---- */
    #expect(answered) {
        const ref = (++this.#refs).toString(36);
        this.#answers.set(ref, answered);
        return ref;
    }
    #answer(event) {
        const answered = this.#answers.get(event.ref);
        this.#answers.delete(event.ref);
        answered?.(event);
    }
    #ping() {
        if (this.twoWay)
            this.#connection?.send({ type: 'ping' });
    }
    /** A new token on the open connection. Where there is none, the connection ends, and the next one begins with new credentials. */
    async #authenticate() {
        const attempt = this.#attempt;
        const credentials = await Promise.resolve(this.party.credentials(true)).catch(() => null);
        if (attempt === this.#attempt && this.twoWay && credentials && 'token' in credentials)
            this.#connection?.send({ type: 'auth', token: credentials.token });
    }
}
function parsed(text) {
    try {
        const event = JSON.parse(text);
        return typeof event?.type === 'string' ? event : null;
    }
    catch {
        return null;
    }
}
