// What a program asks of the test that runs it (kit/npm.py, `led`): a line, answered by a line once it is done.
import { createInterface } from 'node:readline';

const waiting = [];

createInterface({ input: process.stdin }).on('line', line => waiting.shift()?.(line)).on('close', () => {}).input.unref?.();

export function order(word) {
    return new Promise(resolve => {
        waiting.push(resolve);
        console.log(`> ${word}`);
    });
}
