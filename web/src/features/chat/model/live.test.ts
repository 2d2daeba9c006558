import { describe, expect, it } from 'vitest';
import type { Dm } from '../../../realtime';
import { deletedMessage, messageOf, quotedOf, reactedBy, toggled } from './live';
import { ada, at, bob, message } from './testing';

const event = (more: Partial<Dm> = {}): Dm => ({
    type: 'dm', kind: 'group', channelId: '7', messageId: 'm9', seq: 9, from: ada.id, threadRootId: null, replyToId: null, mention: false,
    content: 'hello', messageType: 'text', mediaIds: [], createdAt: at(9), cursor: 'c', ...more,
});
const known = { blocked: (id: string) => id === bob.id, person: (id: string) => [ada, bob].find(one => one.id === id), quoted: (id: string) => id === 'm1' ? quotedOf(message(1))
    : undefined };

describe('an event', () => {
    it('is a whole message if all is known', () => {
        const { message: made, whole } = messageOf(event({ replyToId: 'm1' }), known);

        expect(whole).toBe(true);
        expect(made).toMatchObject({ id: 'm9', seq: 9, sender: ada, content: 'hello', reply_to: { id: 'm1', content: 'message 1' } });
    });

    it.each([
        ['somebody unknown wrote it', { from: '3' }],
        ['it may mention somebody', { content: 'hello @bob' }],
        ['it answers what is not here', { replyToId: 'm5' }],
        ['it has media', { mediaIds: ['5'] }],
        ['its words are another one\u2019s', { forwarded: true as const }],
    ])('has to be asked for if %s', (_, more) => {
        expect(messageOf(event(more), known).whole).toBe(false);
    });

    it('of somebody blocked is a message of somebody blocked', () => {
        expect(messageOf(event({ from: bob.id }), known).message.sender_blocked).toBe(true);
        expect(messageOf(event(), known).message.sender_blocked).toBe(false);
    });

    it('of a message that is deleted by now is whole', () => {
        const { message: made, whole } = messageOf(event({ from: '3', content: null, deleted: true }), known);

        expect([whole, made.deleted]).toEqual([true, true]);
    });
});

describe('reactions', () => {
    const reaction = (type: 'reaction_added' | 'reaction_removed', userId: string, count: number) =>
        ({ type, channelId: '7', messageId: 'm1', emoji: '👍', userId, count, cursor: 'c' });

    it('count as the server does', () => {
        const once = reactedBy(reaction('reaction_added', bob.id, 1), ada.id)(message(1));
        const twice = reactedBy(reaction('reaction_added', ada.id, 2), ada.id)(once);

        expect(twice.reactions).toEqual([{ emoji: '👍', count: 2, me: true }]);
        expect(reactedBy(reaction('reaction_removed', bob.id, 1), ada.id)(twice).reactions).toEqual([{ emoji: '👍', count: 1, me: true }]);
        expect(reactedBy(reaction('reaction_removed', ada.id, 0), ada.id)(twice).reactions).toEqual([]);
    });

    it('of one’s own show at once, and no second time', () => {
        const on = toggled(message(1), '👍', true);

        expect(on.reactions).toEqual([{ emoji: '👍', count: 1, me: true }]);
        expect(toggled(on, '👍', true)).toBe(on);
        expect(toggled(on, '👍', false).reactions).toEqual([]);
    });
});

it('a deleted message says nothing more', () => {
    expect(deletedMessage(message(1, { pinned: true, reactions: [{ emoji: '👍', count: 1, me: true }] })))
        .toMatchObject({ content: null, reactions: [], pinned: false, deleted: true });
});
