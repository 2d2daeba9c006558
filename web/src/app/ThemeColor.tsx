import { useEffect } from 'react';
import { useChoices } from '../data/store';
import { useMedia } from './media';

/** The bar of the browser takes the colour of the page. */
export function ThemeColor() {
    const theme = useChoices(state => state.theme);
    const dark = useMedia('(prefers-color-scheme: dark)');

    useEffect(() => {
        const meta = document.querySelector<HTMLMetaElement>('meta[name=theme-color]') ?? document.head.appendChild(document.createElement('meta'));

        meta.name = 'theme-color';
        meta.content = getComputedStyle(document.documentElement).backgroundColor;
    }, [theme, dark]);
    return null;
}
