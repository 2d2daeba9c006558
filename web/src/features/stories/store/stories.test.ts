import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { aGroup, aStory } from '../model/testing';

const get = vi.hoisted(() => vi.fn());
vi.mock('../../../data/rest', () => ({ rest: { get } }));
const { changeStory, dropStory, loadMoreStories, loadSoon, loadStories, useStories } = await import('./stories');

const NOW = Date.parse('2026-11-30T12:00:00Z');
const names = () => useStories.getState().groups.map(({ author }) => author.username);

beforeEach(() => {
    vi.useFakeTimers({ now: NOW });
    useStories.setState({ status: 'none', problem: null, groups: [], next: null });
    get.mockReset();
});
afterEach(() => vi.useRealTimers());

describe('the feed of stories', () => {
    test('is read page by page, nobody twice', async () => {
        get.mockResolvedValueOnce({ ok: true, data: [aGroup('ada', [aStory('1')])], next: '/api/v1/stories/feed?cursor=c' })
            .mockResolvedValueOnce({ ok: true, data: [aGroup('ada', [aStory('1')]), aGroup('bob', [aStory('2')])], next: null });
        await loadStories();
        await loadMoreStories();
        await loadMoreStories();
        expect(names()).toEqual(['ada', 'bob']);
        expect(get.mock.calls.map(([path]) => path as string)).toEqual(['/stories/feed', '/api/v1/stories/feed?cursor=c']);
    });

    test('a story is gone the moment it ends, without a question', async () => {
        get.mockResolvedValueOnce({ ok: true, data: [aGroup('ada', [aStory('1', { expires_at: '2026-11-30T12:00:01.250Z' })])], next: null });
        await loadStories();
        vi.advanceTimersByTime(1249);
        expect(names()).toEqual(['ada']);
        vi.advanceTimersByTime(1);
        expect(names()).toEqual([]);
        expect(get).toHaveBeenCalledTimes(1);
    });

    test('says why it is not there, and keeps what was', async () => {
        get.mockResolvedValueOnce({ ok: false, problem: { code: 'offline' } });
        await loadStories();
        expect(useStories.getState()).toMatchObject({ status: 'failed', problem: { code: 'offline' } });
        get.mockResolvedValueOnce({ ok: true, data: [aGroup('ada', [aStory('1')])], next: null }).mockResolvedValueOnce({ ok: false, problem: { code: 'offline' } });
        await loadStories();
        await loadStories();
        expect(useStories.getState().status).toBe('ready');
        expect(names()).toEqual(['ada']);
    });

    test('what comes in a moment is one question, and none where nobody looks', async () => {
        loadSoon();
        await vi.advanceTimersByTimeAsync(5000);
        expect(get).not.toHaveBeenCalled();
        get.mockResolvedValue({ ok: true, data: [], next: null });
        await loadStories();
        loadSoon();
        loadSoon();
        await vi.advanceTimersByTimeAsync(5000);
        expect(get).toHaveBeenCalledTimes(2);
    });

    test('what one does changes it at once', async () => {
        get.mockResolvedValueOnce({ ok: true, data: [aGroup('ada', [aStory('1'), aStory('2')])], next: null });
        await loadStories();
        changeStory('1', story => ({ ...story, seen: true }));
        expect(useStories.getState().groups[0]!.unseen_count).toBe(1);
        dropStory('1');
        dropStory('2');
        expect(names()).toEqual([]);
    });
});
