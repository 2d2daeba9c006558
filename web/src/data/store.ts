/* What the reader chose in this browser. first.ts applies it before the first paint. */
import { create } from 'zustand';
import { persist } from 'zustand/middleware';
import type { Language } from './text';

export type Theme = 'system' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';

interface Choices {
    theme: Theme;
    /** Null: the page's, which the server chose by the account or the browser. */
    language: Language | null;
    density: Density;
    /** Keys without a modifier do something. */
    shortcuts: boolean;
    choose(some: Partial<Omit<Choices, 'choose'>>): void;
}

/** const theme = useChoices(s => s.theme); useChoices.getState().choose({ theme: 'dark' }) */
export const useChoices = create<Choices>()(persist(set => ({
    theme: 'system',
    language: null,
    density: 'comfortable',
    shortcuts: true,
    choose: some => set(some),
}), { name: 'kith-choices', partialize: ({ theme, language, density, shortcuts }) => ({ theme, language, density, shortcuts }) }));

const YEAR_S = 365 * 86400;

/** `data-theme` (absent: as the system has it) and `data-density` of the root, and the cookie by which the server's pages look the same. */
export function applyChoices(root: HTMLElement): () => void {
    const apply = ({ theme, density, language }: Choices) => {
        const look = [theme === 'system' ? '' : theme, density === 'compact' ? density : '', language ?? ''].join('.');
        document.cookie = `kith_look=${look}; path=/; max-age=${YEAR_S}; samesite=lax${location.protocol === 'https:' ? '; secure' : ''}`;
        setOrDrop(root, 'theme', theme === 'system' ? null : theme);
        setOrDrop(root, 'density', density === 'compact' ? density : null);
    };

    apply(useChoices.getState());
    return useChoices.subscribe(apply);
}

function setOrDrop(root: HTMLElement, name: string, value: string | null): void {
    if (value)
        root.dataset[name] = value;
    else
        delete root.dataset[name];
}
