import { expect, test } from 'vitest';
import { findPath, matchPath, sorted } from './match';

test('names stand for parts of a path', () => {
    expect(matchPath('/channels/:id/thread/:message', '/channels/c1/thread/m2')).toEqual({ id: 'c1', message: 'm2' });
});

test('letters may stand before a name', () => {
    expect(matchPath('/@:username', '/@ada')).toEqual({ username: 'ada' });
    expect(matchPath('/@:username', '/ada')).toBeNull();
    expect(matchPath('/@:username', '/@')).toBeNull();
});

test('a slash at the end changes nothing', () => {
    expect(matchPath('/explore', '/explore/')).toEqual({});
    expect(matchPath('/', '/')).toEqual({});
});

test('parts are decoded, and what cannot be is no place', () => {
    expect(matchPath('/tag/:tag', '/tag/%D9%85')).toEqual({ tag: 'م' });
    expect(matchPath('/tag/:tag', '/tag/%ff')).toBeNull();
});

test('a star takes the rest', () => {
    expect(matchPath('/settings/*', '/settings')).toEqual({});
    expect(matchPath('/settings/*', '/settings/a/b')).toEqual({});
    expect(matchPath('/settings/*', '/set')).toBeNull();
});

test('the more exact route wins', () => {
    const routes = sorted([{ path: '/*' }, { path: '/@:name/:post' }, { path: '/:any' }, { path: '/@:name/comments' }, { path: '/saved' }]);

    expect(findPath(routes, '/@ada/comments')?.route.path).toBe('/@:name/comments');
    expect(findPath(routes, '/@ada/018f')?.route.path).toBe('/@:name/:post');
    expect(findPath(routes, '/saved')?.route.path).toBe('/saved');
    expect(findPath(routes, '/other')?.route.path).toBe('/:any');
    expect(findPath(routes, '/a/b/c')?.route.path).toBe('/*');
});
