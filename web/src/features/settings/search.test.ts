import { expect, test } from 'vitest';
import { searched } from './search';

const sections = [{ label: 'Appearance', things: ['Theme', 'Keyboard shortcuts'] }, { label: 'Über dich', things: [] }];
const names = (typed: string) => searched(sections, typed).map(({ section, thing }) => thing ?? section.label);

test('things are found by their words, and sections with all that is in them', () => {
    expect(names('theme')).toEqual(['Theme']);
    expect(names('key short')).toEqual(['Keyboard shortcuts']);
    expect(names('appearance')).toEqual(['Appearance', 'Theme', 'Keyboard shortcuts']);
    expect(names('appearance theme')).toEqual(['Theme']);
    expect(names('wallet')).toEqual([]);
});

test('case and accents do not matter', () => {
    expect(names('uber')).toEqual(['Über dich']);
});
