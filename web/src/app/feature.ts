/* What a feature tells the shell: its screens, its place in the navigation, its keys. The shell lists all features in features.ts. */
import type { ComponentType } from 'react';
import type { TextKey } from '../data/text';
import type { IconShape } from '../design';
import type { Screen } from './screen';

export interface Route {
    /** '/tag/:tag', '/@:username/:post', '/settings/*' */
    path: string;
    screen: Screen;
    /** Left out: only who is signed in; others are led to /login?next=... */
    anyone?: boolean;
    /** Chat takes all the width that there is. */
    wide?: boolean;
    /** On phones without the frame's head and bar: a conversation. */
    alone?: boolean;
    /** Without the frame, at every width: signing in. */
    bare?: boolean;
}

export interface Entry {
    /** A function where it depends on who is signed in. */
    to: string | ((username: string) => string);
    label: TextKey;
    icon: IconShape;
    /** Where it stands in the sidebar; on phones the first four stand in the bar at the bottom, the others in the account menu. */
    order: number;
    anyone?: boolean;
    /** `g` and this letter go there. */
    letter?: string;
    /** A hook: how many are unread. */
    useBadge?: () => number;
}

export interface Key {
    /** 'n', '/', 'g h' */
    keys: string;
    label: TextKey;
    run: () => void;
}

export interface Feature {
    name: string;
    routes?: readonly Route[];
    entries?: readonly Entry[];
    keys?: readonly Key[];
    /** What the button New post does. */
    newPost?: () => void;
    /** What stands on every page: dialogs that open from anywhere. */
    always?: ComponentType;
    /** Above the content of every page that is not wide, while it has something to say: that the account needs something. */
    bar?: ComponentType;
    /** In the second column of every page that is not wide. Pages put their own before it with `Aside` of app/Aside. */
    aside?: ComponentType;
}
