import { describe, expect, test } from 'vitest';
import { bodyOf, emptyPoll, emptyPost, inputOf, isBlank, isReady, localTime, ofDraft, wrongOf, type Composed } from './composed';

const written = (parts: Partial<Composed>): Composed => ({ ...emptyPost, ...parts });
const poll = (...options: string[]) => ({ ...emptyPoll, options });

describe('what is composed', () => {
    test('is blank until there is a word in it', () => {
        expect(isBlank(written({ content: ' \n', warning: '', poll: emptyPoll }))).toBe(true);
        expect(isBlank(written({ poll: poll('Tea', '') }))).toBe(false);
        expect(isBlank(written({ warning: 'Spiders' }))).toBe(false);
    });

    test('is ready with words or with a poll', () => {
        expect(isReady(written({ warning: 'Spiders' }))).toBe(false);
        expect(isReady(written({ poll: emptyPoll }))).toBe(true);
    });

    test('counts characters as the server does', () => {
        expect(wrongOf(written({ content: '🌲'.repeat(5000) }))).toBeNull();
        expect(wrongOf(written({ content: '🌲'.repeat(5001) }))).toBe('long');
    });

    test('needs two different options for a poll', () => {
        expect(wrongOf(written({ poll: poll('Tea', ' ') }))).toBe('poll');
        expect(wrongOf(written({ poll: poll('Tea', 'Tea ') }))).toBe('poll');
        expect(wrongOf(written({ poll: poll('Tea', 'Coffee', '') }))).toBeNull();
    });

    test('is published later only in time to come', () => {
        const now = Date.parse('2026-11-30T12:00');
        expect(wrongOf(written({ publishAt: '' }), now)).toBe('past');
        expect(wrongOf(written({ publishAt: '2026-11-30T11:59' }), now)).toBe('past');
        expect(wrongOf(written({ publishAt: '2026-11-30T12:01' }), now)).toBeNull();
    });

    test('goes out without what is empty', () => {
        expect(inputOf(written({ content: ' Hello ', warning: ' ', poll: poll('Tea', '', 'Coffee') }))).toEqual({
            content: 'Hello', visibility: 'PUBLIC', contentWarning: null, language: null,
            poll: { options: ['Tea', 'Coffee'], multiple: false, expiresIn: 86400, results: 'ALWAYS' },
        });
    });

    test('comes back from a draft as it was', () => {
        const made = written({
            content: 'Hello', warning: 'Spiders', visibility: 'FOLLOWERS', language: 'de', poll: poll('Tea', 'Coffee'), quoteId: '7',
            publishAt: '2026-12-01T09:30',
        });
        const { boost_of, ...body } = bodyOf(made);
        const draft = { ...body, id: '5', boost_of_id: boost_of, problem: null, updated_at: '' } as unknown as Parameters<typeof ofDraft>[0];
        expect(ofDraft(draft)).toEqual({ ...made, draftId: '5' });
    });

    test('has its hour in local time', () => {
        expect(localTime(new Date(2026, 0, 2, 3, 4))).toBe('2026-01-02T03:04');
    });
});
