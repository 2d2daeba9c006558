/*
 * The form of event streams: `data:` lines of an event, ended by an empty line. Comments and other fields are passed over: the cursor
 * is in the event itself.
 */
export class EventParser {
    #rest = '';
    #data: string[] = [];
    #size = 0;
    readonly #event: (data: string) => void;
    readonly #most: number;

    constructor(event: (data: string) => void, most: number) {
        this.#event = event;
        this.#most = most;
    }

    /* A return at the end waits for what follows: it may be half of a line's end. False: an event is longer than any should be. */
    push(text: string): boolean {
        const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
        this.#rest = lines.pop()!;
        for (const line of lines)
            this.#line(line);
        return this.#rest.length + this.#size <= this.#most;
    }

    #line(line: string): void {
        if (line)
            this.#field(line);
        else
            this.#done();
    }

    #field(line: string): void {
        const found = /^data(?:: ?(.*))?$/s.exec(line);
        if (!found)
            return;
        const value = found[1] ?? '';
        this.#data.push(value);
        this.#size += value.length + 1;
    }

    #done(): void {
        const data = this.#data;
        this.#data = [];
        this.#size = 0;
        if (data.length)
            this.#event(data.join('\n'));
    }
}
