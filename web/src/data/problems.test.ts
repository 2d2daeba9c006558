import { CombinedGraphQLErrors, ServerError } from '@apollo/client/errors';
import { expect, test } from 'vitest';
import { RealtimeError } from '../realtime/index';
import { texts as de } from '../generated/texts/de';
import { texts as en } from '../generated/texts/en';
import { fieldText, problemFrom, problemOf, problemText } from './problems';
import { wordsOf } from './text';

const english = wordsOf('en', en), german = wordsOf('de', de);
const wrong = { field: 'input.content', code: 'too_long', detail: 'The text is too long.' };
const refused = new CombinedGraphQLErrors({ errors: [{ message: 'No.', extensions: { code: 'invalid_input', errors: [wrong] } }] });

test('errors of all calls become problems with the code of the server', () => {
    expect(problemOf(refused)).toMatchObject({ code: 'invalid_input', fields: [wrong], detail: 'No.' });
    expect(problemOf(new RealtimeError('slow_mode', 'Slowly.', 1500))).toMatchObject({ code: 'slow_mode', retryAfter: 1.5 });
    expect(problemOf(new RealtimeError('disconnected'))).toMatchObject({ code: 'offline' });
    expect(problemOf(new TypeError('fetch failed'))).toMatchObject({ code: 'offline', status: 0 });
    expect(problemOf(new DOMException('stop', 'AbortError'))).toMatchObject({ code: 'aborted' });
    expect(problemOf(new Error('?'))).toMatchObject({ code: 'unreadable' });
    expect(problemOf(null)).toMatchObject({ code: 'unreadable' });
});

test('a refused request of GraphQL has its code in its body', () => {
    const response = new Response(null, { status: 429 });
    const bodyText = JSON.stringify({ errors: [{ message: 'Slowly.', extensions: { code: 'too_many_requests', retryAfter: 9 } }] });
    expect(problemOf(new ServerError('429', { response, bodyText }))).toMatchObject({ code: 'too_many_requests', status: 429, retryAfter: 9 });
    expect(problemOf(new ServerError('502', { response: new Response(null, { status: 502 }), bodyText: '<html>' })))
        .toMatchObject({ code: 'unreadable', status: 502 });
});

test('a problem is told in the language of the reader', () => {
    expect(problemText(english, new TypeError())).toMatch(/connection/);
    expect(problemText(german, new TypeError())).toMatch(/Verbindung/);
});

test('the sentence of the server is used where it is in that language, and otherwise the status', () => {
    const odd = { code: 'cannot_boost', status: 403, detail: 'This post cannot be boosted.', fields: [] };
    expect(problemText(english, odd)).toBe('This post cannot be boosted.');
    expect(problemText(german, odd)).toBe('Das darfst du hier nicht.');
    expect(problemText(german, { ...odd, status: 418 })).toBe('Das hat nicht geklappt. Versuche es noch einmal.');
});

test('a wrong field says why, and the whole says it of the first one', () => {
    expect(fieldText(english, refused, 'content')).toBe('That is too long. Make it shorter.');
    expect(fieldText(english, refused, 'name')).toBeUndefined();
    expect(fieldText(english, undefined, 'content')).toBeUndefined();
    expect(problemText(english, refused)).toBe('That is too long. Make it shorter.');
});

test('a second factor that is asked for comes with what answers it', () => {
    const asked = { code: 'second_factor_required', challenge: 'c', factors: ['totp'] };
    expect(problemFrom(asked, 401).second).toEqual({ challenge: 'c', factors: ['totp'] });
    expect(problemFrom({ code: 'bad_credentials' }, 401).second).toBeUndefined();
});
