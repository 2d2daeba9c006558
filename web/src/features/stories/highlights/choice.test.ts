import { expect, test } from 'vitest';
import { aStory } from '../model/testing';
import { inOrder, offered, toggled } from './choice';

test('what a highlight has stands first, and nothing twice', () => {
    const all = offered([aStory('2'), aStory('1')], [aStory('1'), aStory('3')]);
    expect(all.map(({ id }) => id)).toEqual(['2', '1', '3']);
    expect(inOrder(all, ['3', '2'])).toEqual(['2', '3']);
});

test('pressing chooses and leaves', () => {
    expect(toggled(toggled(['1'], '2'), '1')).toEqual(['2']);
});
