/*
 * Texts in the reader's language. The catalogues lie beside what uses them (texts/en.txt); a language loads when it is chosen. Those of
 * features that few first screens need (LATER in build/texts.mjs) come with the code that shows them: withWords(() => import('./Viewer')).
 */
import { createContext, use, type ReactNode } from 'react';
import type { FirstTexts, LaterTexts, Piece, TextArgs, TextKey } from '../generated/texts/keys';

export type Language = 'en' | 'de' | 'ar';
export type { TextKey };
/** A text without placeholders. */
export type PlainKey = { [K in TextKey]: keyof TextArgs[K] extends never ? K : never }[TextKey];

const ORDER = ['zero', 'one', 'two', 'few', 'many', 'other'] as const;

export interface Words {
    readonly language: Language;
    readonly direction: 'ltr' | 'rtl';
    text<K extends TextKey>(key: K, ...args: keyof TextArgs[K] extends never ? [] : [TextArgs[K]]): string;
}

const loaders: Record<Language, () => Promise<{ texts: FirstTexts }>> = {
    en: () => import('../generated/texts/en'),
    de: () => import('../generated/texts/de'),
    ar: () => import('../generated/texts/ar'),
};

const laterLoaders: Record<Language, () => Promise<{ texts: LaterTexts }>> = {
    en: () => import('../generated/texts/later/en'),
    de: () => import('../generated/texts/later/de'),
    ar: () => import('../generated/texts/later/ar'),
};

const later: Partial<Record<Language, LaterTexts>> = {};
let current: Language = 'en';
let wantsLater = false;

async function loadLater(language: Language): Promise<void> {
    later[language] ??= (await laterLoaders[language]()).texts;
}

/** const Viewer = lazy(withWords(() => import('./Viewer'))): code whose texts are not those of the first screen, with its texts. */
export function withWords<Module>(load: () => Promise<Module>): () => Promise<Module> {
    return async () => {
        wantsLater = true;
        const [module] = await Promise.all([load(), loadLater(current)]);
        return module;
    };
}

/** Which form of a plural a number takes, among those that its language has. */
function formOf(language: Language, forms: readonly string[], n: number): string {
    const rules = new Intl.PluralRules(language);
    const has = ORDER.filter(form => rules.resolvedOptions().pluralCategories.includes(form));

    return forms[has.indexOf(rules.select(n))] ?? forms[forms.length - 1] ?? '';
}

function filled(language: Language, piece: Piece, args: Record<string, string | number>): string {
    if (typeof piece === 'string')
        return piece;
    const [name, ...forms] = piece;
    const value = args[name] ?? '';
    const shown = typeof value === 'number' ? new Intl.NumberFormat(language).format(value) : value;

    return forms.length ? formOf(language, forms, Number(value)).replace('#', shown) : shown;
}

export function wordsOf(language: Language, texts: FirstTexts): Words {
    return {
        language,
        direction: language === 'ar' ? 'rtl' : 'ltr',
        text(key, ...args) {
            const made = (texts[key as keyof FirstTexts] ?? later[language]?.[key as keyof LaterTexts] ?? '') as string | readonly Piece[];

            return typeof made === 'string' ? made : made.map(piece => filled(language, piece, (args[0] ?? {}) as Record<string, string>)).join('');
        },
    };
}

export async function loadWords(language: Language): Promise<Words> {
    current = language;
    const [{ texts }] = await Promise.all([loaders[language](), wantsLater && loadLater(language)]);

    return wordsOf(language, texts);
}

const Context = createContext<Words | null>(null);

export function WordsProvider({ words, children }: { words: Words; children: ReactNode }) {
    return <Context value={words}>{children}</Context>;
}

export function useWords(): Words {
    const words = use(Context);

    if (!words)
        throw new Error('no words above');
    return words;
}

/** const t = useText(); t('posts.like', { count: 3 }) */
export function useText(): Words['text'] {
    return useWords().text;
}
