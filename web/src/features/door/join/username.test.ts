import { expect, test } from 'vitest';
import { formOf } from './username';

test('letters, digits and _ make a name', () => {
    for (const name of ['ada', 'Ada_Lovelace', '007', 'a'.repeat(50)])
        expect(formOf(name)).toBeNull();
});

test('all else is told', () => {
    expect(formOf('a!')).toBe('odd');
    expect(formOf('ada lovelace')).toBe('odd');
    expect(formOf('عمر')).toBe('odd');
    expect(formOf('ad')).toBe('short');
    expect(formOf('a'.repeat(51))).toBe('long');
});
