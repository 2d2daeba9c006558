import { beforeEach, expect, test, vi } from 'vitest';

/* A browser, as far as these need one. */
function browser(kept?: string) {
    const stored = new Map(kept === undefined ? [] : [['kith-choices', kept]]);
    const root = { dataset: {} as Record<string, string>, lang: 'en', dir: 'ltr' };

    const page = { documentElement: root, cookie: '' };

    vi.resetModules();
    vi.stubGlobal('localStorage', {
        getItem: (name: string) => stored.get(name) ?? null, setItem: (name: string, value: string) => void stored.set(name, value),
        removeItem: (name: string) => void stored.delete(name),
    });
    vi.stubGlobal('window', globalThis);
    vi.stubGlobal('document', page);
    vi.stubGlobal('location', { protocol: 'https:' });
    return { root, stored, page };
}

beforeEach(() => void vi.unstubAllGlobals());

test('choices are kept, applied at once, and there again after a reload', async () => {
    const { root, stored, page } = browser();
    const { applyChoices, useChoices } = await import('./store');
    applyChoices(root as unknown as HTMLElement);
    expect(root.dataset).toEqual({});
    useChoices.getState().choose({ theme: 'dark', density: 'compact' });
    expect(root.dataset).toEqual({ theme: 'dark', density: 'compact' });
    expect(page.cookie).toBe('kith_look=dark.compact.; path=/; max-age=31536000; samesite=lax; secure');
    useChoices.getState().choose({ theme: 'system', shortcuts: false });
    expect(root.dataset).toEqual({ density: 'compact' });
    browser(stored.get('kith-choices'));
    const again = await import('./store');
    expect(again.useChoices.getState()).toMatchObject({ theme: 'system', density: 'compact', shortcuts: false });
});

test('the first script applies what the store kept, before anything is drawn', async () => {
    const { stored } = browser();
    (await import('./store')).useChoices.getState().choose({ theme: 'light', language: 'ar' });
    const { root } = browser(stored.get('kith-choices'));
    // @ts-expect-error It is a plain script.
    await import('./first');
    expect(root).toMatchObject({ dataset: { theme: 'light' }, lang: 'ar', dir: 'rtl' });
});

test.each(['', '{', '{"state":7}', '{"state":{"theme":"<b>"}}', 'null'])('the first script is not misled by %j', async kept => {
    const { root } = browser(kept);
    // @ts-expect-error It is a plain script.
    await import('./first');
    expect(root.dataset).toEqual({});
});
