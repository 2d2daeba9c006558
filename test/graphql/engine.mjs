// The engine, through the driver: one request at a time, each answered by a line of JSON.
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export class Engine {
    constructor(program) {
        this.process = spawn(program, { stdio: ['pipe', 'pipe', 'inherit'] });
        this.waiting = [];
        createInterface({ input: this.process.stdout }).on('line', line => this.waiting.shift().resolve(JSON.parse(line)));
        this.process.on('exit', code => this.waiting.forEach(one => one.reject(new Error(`the engine ended with ${code}, on ${one.asked}`))));
    }

    ask(letter, ...texts) {
        const parts = texts.map(text => Buffer.from(text));
        return new Promise((resolve, reject) => {
            this.waiting.push({ resolve, reject, asked: texts.join('\n') });
            this.process.stdin.write(`${letter} ${parts.length ? parts.map(part => part.length).join(' ') : 0}\n`);
            parts.forEach(part => this.process.stdin.write(part));
        });
    }

    async schema(text) { return (await this.ask('S', text)).errors; }
    async document(text) { return (await this.ask('D', text)).errors; }
    async printed() { return this.ask('P'); }
    close() { this.process.stdin.end(); }
}
