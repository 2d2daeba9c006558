import { expect, test } from 'vitest';
import { sizeText } from './size';

test('sizes are as short as they can be', () => {
    const sizes = [0, 999, 1000, 1_234_567, 5e9, 5e13].map(octets => sizeText('en', octets));

    expect(sizes).toEqual(['0 bytes', '999 bytes', '1 kB', '1.2 MB', '5 GB', '50,000 GB']);
});
