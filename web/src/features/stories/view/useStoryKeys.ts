import { useEffect, useEffectEvent } from 'react';

const HAVE_KEYS = '[role=dialog], [role=menu]', TYPED = 'input, textarea';

/* Who types means no key of the story but the one that leaves it; and Space presses the button that has the focus. */
function isMeant({ target, key, defaultPrevented, ctrlKey, metaKey, altKey }: KeyboardEvent): boolean {
    const at = target as Element;

    return !(defaultPrevented || ctrlKey || metaKey || altKey || at.closest(HAVE_KEYS) || key === ' ' && at.matches('button, a') || key !== 'Escape' && at.matches(TYPED));
}

/** Keys of the whole page while a story is shown, wherever the focus is. */
export function useStoryKeys(keys: Readonly<Record<string, () => void>>): void {
    const pressed = useEffectEvent((event: KeyboardEvent) => {
        const run = keys[event.key];
        if (!run || !isMeant(event))
            return;
        event.preventDefault();
        event.stopPropagation();
        run();
    });

    useEffect(() => {
        const heard = (event: KeyboardEvent) => pressed(event);
        document.addEventListener('keydown', heard);
        return () => document.removeEventListener('keydown', heard);
    }, []);
}
