import { describe, expect, test, vi } from 'vitest';
import { clockOf, playerKey, type Played } from './player';

function aSound(more: Partial<Played> = {}): Played {
    return { paused: true, play: vi.fn(async () => {}), pause: vi.fn(), currentTime: 20, duration: 60, muted: false, volume: 0.5, ...more };
}

const key = (name: string, more = {}) => ({ key: name, ctrlKey: false, metaKey: false, altKey: false, ...more });

describe('keys', () => {
    test.each([['ArrowLeft', 15], ['ArrowRight', 25], ['j', 10], ['l', 30], ['Home', 0], ['End', 60]])('%s goes to %d', (name, at) => {
        const sound = aSound();
        expect(playerKey(sound, key(name))).toBe(true);
        expect(sound.currentTime).toBe(at);
    });

    test('go no further than its ends', () => {
        const sound = aSound({ currentTime: 58 });
        playerKey(sound, key('l'));
        expect(sound.currentTime).toBe(60);
        sound.currentTime = 2;
        playerKey(sound, key('ArrowLeft'));
        expect(sound.currentTime).toBe(0);
    });

    test('play, pause, and change how loud it is', () => {
        const sound = aSound();
        playerKey(sound, key(' '));
        expect(sound.play).toHaveBeenCalledOnce();
        playerKey(aSound({ paused: false, pause: sound.pause }), key('k'));
        expect(sound.pause).toHaveBeenCalledOnce();
        playerKey(sound, key('ArrowUp'));
        expect(sound.volume).toBeCloseTo(0.6);
        playerKey(sound, key('m'));
        expect(sound.muted).toBe(true);
    });

    test('with a modifier, and others, are not for it', () => {
        const sound = aSound();
        expect(playerKey(sound, key('l', { ctrlKey: true }))).toBe(false);
        expect(playerKey(sound, key('Tab'))).toBe(false);
        expect(sound.currentTime).toBe(20);
    });
});

test.each([[0, '0:00'], [5.9, '0:05'], [65, '1:05'], [NaN, '0:00'], [600, '10:00']])('%d seconds are %s', (seconds, said) => {
    expect(clockOf(seconds, String)).toBe(said);
});
