import { beforeEach, describe, expect, test } from 'vitest';
import { Departures } from './departures';

let timers: (() => void)[], sent: string[], departures: Departures;

beforeEach(() => {
    timers = [];
    sent = [];
    departures = new Departures({
        start: (_ms, then) => {
            timers.push(then);
            return () => { timers = timers.filter(timer => timer !== then); };
        },
    });
});

const leave = (id: string) => departures.begin(id, () => sent.push(id));

describe('what is deleted', () => {
    test('is sent after a moment, once', () => {
        leave('1');
        expect(sent).toEqual([]);
        timers.forEach(timer => timer());
        void departures.sendAll();
        expect(sent).toEqual(['1']);
    });

    test('is not sent if it was undone', () => {
        leave('1');
        expect(departures.undo('1')).toBe(true);
        expect(timers).toEqual([]);
        void departures.sendAll();
        expect(sent).toEqual([]);
    });

    test('cannot be undone once it was sent', () => {
        leave('1');
        timers.forEach(timer => timer());
        expect(departures.undo('1')).toBe(false);
    });

    test('goes when the page does', () => {
        leave('1');
        leave('2');
        void departures.sendAll();
        expect(sent).toEqual(['1', '2']);
        expect(timers).toEqual([]);
    });

    test('is waited for until it was answered', async () => {
        let answer = () => {};
        departures.begin('1', () => new Promise<void>(resolve => { answer = resolve; }));
        const all = departures.sendAll().then(() => sent.push('all'));
        await Promise.resolve();
        expect(sent).toEqual([]);
        answer();
        await all;
        expect(sent).toEqual(['all']);
    });

    test('does not take others along', () => {
        leave('1');
        leave('2');
        departures.undo('1');
        void departures.sendAll();
        expect(sent).toEqual(['2']);
    });
});
