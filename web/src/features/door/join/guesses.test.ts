import { expect, test } from 'vitest';
import { strengthOf } from './guesses';

test('under eight characters is too short, whatever they are', () => {
    expect(strengthOf('aB3$x!9')).toBe('short');
    expect(strengthOf('')).toBe('short');
});

test('what repeats or follows from itself is weak', () => {
    for (const password of ['aaaaaaaaaaaaaaaa', 'abcdefghijklmnop', '12345678', 'qwertyuiop', 'password'])
        expect(strengthOf(password), password).toBe('weak');
});

test('a few words in a row are strong', () => {
    for (const password of ['correct horse battery', 'vierzig graue Reiher', 'ثلاثة طيور على النهر'])
        expect(strengthOf(password), password).toBe('strong');
});

test('between them it is fair', () => {
    expect(strengthOf('correct horse')).toBe('fair');
});

test('the name of the account counts for nothing', () => {
    expect(strengthOf('ada_lovelace_1815')).not.toBe('weak');
    expect(strengthOf('ada_lovelace_1815', ['ada_lovelace'])).toBe('weak');
});
