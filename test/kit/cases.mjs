// Cases of a Node program: each prints a line, the last line counts them.
import assert from 'node:assert/strict';

let passed = 0, failed = 0;

export { assert };

export async function holds(name, run, seconds = 60) {
    const late = new Promise((_, reject) => setTimeout(() => reject(new Error(`nothing came of it for ${seconds} s`)), seconds * 1000).unref());
    try {
        await Promise.race([run(), late]);
        passed++;
        console.log(`ok ${name}`);
    } catch (problem) {
        failed++;
        console.log(`not ok ${name}\n  ${String(problem.stack).replaceAll('\n', '\n  ')}`);
    }
}

export function verdict() {
    console.log(`${passed} passed, ${failed} failed`);
    process.exit(failed || !passed ? 1 : 0);
}
