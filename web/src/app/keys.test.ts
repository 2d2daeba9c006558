import { expect, test } from 'vitest';
import { meant, nameOf } from './keys';

const table = [{ keys: 'n' }, { keys: 'g h' }, { keys: 'g n' }, { keys: 'mod+k' }];
const event = { key: 'n', code: 'KeyN', ctrlKey: false, metaKey: false, altKey: false };

test('a key is found by its name', () => {
    expect(meant(table, 'n', null).key?.keys).toBe('n');
});

test('the first of two does nothing and is kept', () => {
    expect(meant(table, 'g', null)).toEqual({ key: null, first: 'g' });
});

test('the second of two is not what it is alone', () => {
    expect(meant(table, 'n', 'g').key?.keys).toBe('g n');
});

test('what does not follow counts alone', () => {
    expect(meant([...table, { keys: 'x' }], 'x', 'g').key?.keys).toBe('x');
});

test('control and command are the same', () => {
    expect(nameOf({ ...event, key: 'k', code: 'KeyK', ctrlKey: true })).toBe('mod+k');
    expect(nameOf({ ...event, key: 'K', code: 'KeyK', metaKey: true })).toBe('mod+k');
});

test('a keyboard of another script has its keys in the same places', () => {
    expect(nameOf({ ...event, key: 'ى' })).toBe('n');
});

test('what alt writes is never a key', () => {
    expect(nameOf({ ...event, altKey: true })).toBeNull();
});

test('a sign stays what it is', () => {
    expect(nameOf({ ...event, key: '?', code: 'Slash' })).toBe('?');
});
