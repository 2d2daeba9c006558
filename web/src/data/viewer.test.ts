import { beforeEach, expect, test, vi } from 'vitest';

/* A browser on the page of an address, as far as the end of a session needs one. */
function browser(pathname: string, search = '') {
    const heard = new Map<string, (event: unknown) => void>(), left: string[] = [];

    vi.resetModules();
    vi.stubGlobal('BroadcastChannel', class {
        addEventListener = (name: string, listener: (event: unknown) => void) => void heard.set(name, listener);
        removeEventListener = () => {};
        postMessage = () => {};
    });
    vi.stubGlobal('location', { pathname, search, assign: (to: string) => void left.push(to) });
    vi.stubGlobal('addEventListener', () => {});
    vi.stubGlobal('removeEventListener', () => {});
    return { left, tell: (kind: string) => heard.get('message')?.({ data: { kind } }) };
}

beforeEach(() => void vi.unstubAllGlobals());

test('when somebody signs in elsewhere, a page begins again where it is', async () => {
    const { left, tell } = browser('/@ada/7', '?sort=top');
    (await import('./viewer')).watchSession();
    tell('in');
    expect(left).toEqual(['/@ada/7?sort=top']);
});

test('a path that a browser would take for another site is left for the front page', async () => {
    const { left, tell } = browser('//other.example/login');
    (await import('./viewer')).watchSession();
    tell('in');
    expect(left).toEqual(['/']);
});

test('who signs out is signed in until all that they began is answered', async () => {
    const { left } = browser('/'), order: string[] = [];
    vi.stubGlobal('fetch', (path: string) => {
        order.push(path);
        return Promise.resolve(new Response(null, { status: 204 }));
    });
    const { beforeSignOut, signOut } = await import('./viewer');
    beforeSignOut(async () => {
        await new Promise(resolve => setTimeout(resolve));
        order.push('deleted');
    });
    await signOut();
    expect(order).toEqual(['deleted', '/api/v1/auth/logout']);
    expect(left).toEqual(['/']);
});
