import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { closeToast, holdToasts, releaseToasts, toast, useToasts } from './toast';

const texts = () => useToasts.getState().toasts.map(one => one.text);

beforeEach(() => { vi.useFakeTimers(); });
afterEach(() => {
    useToasts.getState().toasts.forEach(({ id }) => closeToast(id));
    vi.useRealTimers();
});

test('a toast goes after six seconds', () => {
    toast('Saved');
    vi.advanceTimersByTime(5_999);
    expect(texts()).toEqual(['Saved']);
    vi.advanceTimersByTime(1);
    expect(texts()).toEqual([]);
});

test('a toast stays while it is held, and six seconds more', () => {
    toast('Saved');
    holdToasts();
    vi.advanceTimersByTime(60_000);
    expect(texts()).toEqual(['Saved']);
    releaseToasts();
    vi.advanceTimersByTime(6_000);
    expect(texts()).toEqual([]);
});

test('the last three are shown', () => {
    ['one', 'two', 'three', 'four'].forEach(text => toast(text));
    expect(texts()).toEqual(['two', 'three', 'four']);
});

test('who made a toast may close it', () => {
    const close = toast('Sending');

    close();
    expect(texts()).toEqual([]);
});
