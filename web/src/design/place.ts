/*
 * Where one is: the title of the window, and whether the heading of the page that comes takes the focus. The frame says when somebody went to
 * another page (app/history.ts); the page that then appears takes the focus once.
 */
import { create } from 'zustand';

/** The place's name; the frame makes the window's title from it. */
export const usePlace = create<{ title: string }>(() => ({ title: '' }));

export function windowTitle(place: string, instance: string, unread: string | null): string {
    const name = place && place !== instance ? `${place} · ${instance}` : instance;

    return unread ? `(${unread}) ${name}` : name;
}

let awaited = false;

/** The heading of the next page takes the focus. */
export function awaitHeading(wanted: boolean) {
    awaited = wanted;
}

/** Whether it is wanted, once. */
export function takeHeading(): boolean {
    const was = awaited;

    awaited = false;
    return was;
}
