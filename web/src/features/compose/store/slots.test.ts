import { beforeEach, describe, expect, test } from 'vitest';
import { setViewer, type Viewer } from '../../../data/viewer';
import { changeSlot, clearSlot, composedIn, forgetDraft, isSlotBlank, slotOfDraft } from './slots';

const signIn = (id: string) => setViewer({ id, username: id } as Viewer);

beforeEach(() => {
    signIn('1');
    (['new', 'quote:7', 'draft:5'] as const).forEach(clearSlot);
});

describe('what was begun', () => {
    test('is kept for each occasion', () => {
        changeSlot('new', { content: 'Hello' });
        changeSlot('quote:7', { content: 'Look at this' });
        expect(composedIn('new')).toMatchObject({ content: 'Hello', quoteId: null });
        expect(composedIn('quote:7')).toMatchObject({ content: 'Look at this', quoteId: '7' });
    });

    test('is not shown to another account', () => {
        changeSlot('new', { content: 'Hello' });
        signIn('2');
        expect(composedIn('new').content).toBe('');
        signIn('1');
        expect(composedIn('new').content).toBe('Hello');
    });

    test('is gone once it was sent', () => {
        changeSlot('new', { content: 'Hello' });
        clearSlot('new');
        expect(isSlotBlank('new')).toBe(true);
    });

    test('is one with the draft that the server keeps of it', () => {
        changeSlot('new', { content: 'Hello', draftId: '5' });
        expect(slotOfDraft('5')).toBe('new');
        expect(slotOfDraft('6')).toBe('draft:6');
        forgetDraft('5');
        expect(composedIn('new').content).toBe('');
    });

    test('is kept for the last twenty occasions', () => {
        for (let n = 0; n < 25; n++)
            changeSlot(`quote:${n}`, { content: String(n) });
        expect(composedIn('quote:0').content).toBe('');
        expect(composedIn('quote:24').content).toBe('24');
    });
});
