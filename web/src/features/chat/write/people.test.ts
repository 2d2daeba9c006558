import { describe, expect, it, vi } from 'vitest';
import { ada, bob } from '../model/testing';

const get = vi.hoisted(() => vi.fn());
vi.mock('../../../data/rest', () => ({ rest: { get } }));
const { isNamed, peopleOf } = await import('./people');

const never = new AbortController().signal;
const member = (id: string, username: string) => ({ user_id: id, username, display_name: null, avatar_url: null });
const answers = (paths: Record<string, unknown>) => get.mockImplementation((path: string) => Promise.resolve({ ok: true, data: paths[path] }));

it.each([['ad', true], ['LOVE', true], ['da', false], ['zoë', false]])('Ada Lovelace suits %s: %s', (typed, suits) => {
    expect(isNamed({ username: 'ada', display_name: 'Ada Lovelace' }, typed)).toBe(suits);
});

describe('who is offered', () => {
    it('in a small group is known already', async () => {
        const found = await peopleOf({ id: '7', kind: 'group', participants: [ada, bob], member_count: 2 }, ada.id)('b', never);

        expect(found.map(one => one.insert)).toEqual(['@bob ']);
        expect(get).not.toHaveBeenCalled();
    });

    it('in a public channel are its members, then others, each once, and not oneself', async () => {
        answers({ '/channels/7/members': [member('1', 'ada'), member('5', 'adam')],
            '/users/search': { results: [member('6', 'adele'), member('5', 'adam')] } });
        const found = await peopleOf({ id: '7', kind: 'public', member_count: 900 }, '1')('ad', never);

        expect(found.map(one => one.hint)).toEqual(['@adam', '@adele']);
    });

    it('in a private one are members alone', async () => {
        answers({ '/channels/7/members': [member('5', 'adam')] });
        const found = await peopleOf({ id: '7', kind: 'private', member_count: 900 }, '1')('ad', never);

        expect(found.map(one => one.hint)).toEqual(['@adam']);
    });

    it('in a channel whose members one page holds is read once', async () => {
        get.mockClear();
        answers({ '/channels/8/members': [member('5', 'adam'), member('6', 'eve')] });
        const find = peopleOf({ id: '8', kind: 'private', member_count: 2 }, '1');
        const found = [await find('a', never), await find('ad', never), await find('e', never)];

        expect(found.map(some => some.map(one => one.hint))).toEqual([['@adam'], ['@adam'], ['@eve']]);
        expect(get).toHaveBeenCalledTimes(1);
    });
});
