/* Pressing a card opens its page, as if all of it were a link; what lies in it goes first. */
import type { KeyboardEvent, MouseEvent } from 'react';
import { navigate } from 'wouter/use-browser-location';

const ACTIVE = 'a, button, input, label, select, textarea, summary, video, audio, [role=slider], [role=menu], [role=dialog], [role=menuitem]';

function isOwn(event: MouseEvent<HTMLElement>): boolean {
    const target = event.target as Element;

    /* Menus and dialogs of a card lie elsewhere on the page, but their events bubble through it. */
    return event.currentTarget.contains(target) && target.closest(ACTIVE) === null;
}

function selectsText(card: Element): boolean {
    const selection = getSelection();

    return selection !== null && !selection.isCollapsed && selection.containsNode(card, true);
}

export function openedByCard(path: string) {
    const elsewhere = () => window.open(path, '_blank', 'noopener');

    return {
        onClick(event: MouseEvent<HTMLElement>) {
            if (event.defaultPrevented || !isOwn(event) || selectsText(event.currentTarget))
                return;
            if (event.ctrlKey || event.metaKey)
                elsewhere();
            else if (!event.shiftKey && !event.altKey)
                navigate(path);
        },
        onAuxClick(event: MouseEvent<HTMLElement>) {
            if (event.button === 1 && isOwn(event))
                elsewhere();
        },
        onKeyDown(event: KeyboardEvent<HTMLElement>) {
            if (event.key === 'Enter' && event.target === event.currentTarget)
                navigate(path);
        },
    };
}
