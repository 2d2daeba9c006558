import { expect, test } from 'vitest';
import { brightness, GROUNDS, groundOf, inkOn, PLAIN } from './ink';

const contrast = (ground: string) => {
    const bright = brightness(ground), ink = brightness(inkOn(ground));
    return (Math.max(bright, ink) + 0.05) / (Math.min(bright, ink) + 0.05);
};

test.each(GROUNDS)('text can be read on %s', ground => expect(contrast(ground)).toBeGreaterThan(4.5));

test.each(['#ffffff', '#000000', '#777777', '#ff0000', '#00ff00'])('and on %s of somebody else\'s choice', ground => expect(contrast(ground)).toBeGreaterThan(4.4));

test('what is no colour is the usual one', () => {
    expect([groundOf(null), groundOf('red;}'), groundOf('#ABCDEF'), groundOf('#abcdef')]).toEqual([PLAIN, PLAIN, PLAIN, '#abcdef']);
});
