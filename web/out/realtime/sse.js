/*
 * The form of event streams: `data:` lines of an event, ended by an empty line. Comments and other fields are passed over: the cursor
 * is in the event itself.
 */
export class EventParser {
    event;
    most;
    #rest = '';
    #data = [];
    #size = 0;
    #afterReturn = false;
    constructor(event, most) {
        this.event = event;
        this.most = most;
    }
    /* False: an event is longer than any should be. */
    push(text) {
        if (this.#afterReturn && text.startsWith('\n'))
            text = text.slice(1);
        this.#afterReturn = text ? text.endsWith('\r') : this.#afterReturn;
        const lines = (this.#rest + text).split(/\r\n|\r|\n/);
        this.#rest = lines.pop();
        for (const line of lines)
            this.#line(line);
        return this.#rest.length + this.#size <= this.most;
    }
    #line(line) {
        if (line)
            this.#field(line);
        else
            this.#done();
    }
    #field(line) {
        const found = /^data(?:: ?(.*))?$/s.exec(line);
        if (!found)
            return;
        const value = found[1] ?? '';
        this.#data.push(value);
        this.#size += value.length + 1;
    }
    #done() {
        const data = this.#data;
        this.#data = [];
        this.#size = 0;
        if (data.length)
            this.event(data.join('\n'));
    }
}
