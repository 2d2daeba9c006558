/* All sections, a line each, with what can be found in them. */
import { lazy, type ComponentType } from 'react';
import {
    AtSign, Ban, CircleDashed, Download, HardDrive, Info, KeyRound, Languages, Link2, Lock, MessageCircle, MonitorSmartphone, Palette, UserRound,
} from 'lucide-react';
import { withWords, type PlainKey } from '../../data/text';
import type { IconShape } from '../../design';
import { About } from './sections/About';
import { Account } from './sections/Account';
import { Appearance } from './sections/Appearance';
import { Blocked } from './sections/Blocked';
import { Language } from './sections/Language';
import { Linked } from './sections/Linked';
import { Messages } from './sections/Messages';
import { Privacy } from './sections/Privacy';
import { Profile } from './sections/Profile';
import { Sessions } from './sections/Sessions';
import { YourData } from './sections/YourData';
import { Security } from './security/Security';

const Stories = lazy(withWords(() => import('./sections/Stories')));
const Storage = lazy(withWords(() => import('./sections/Storage')));

export interface Section {
    /** /settings/{id} */
    id: string;
    label: PlainKey;
    icon: IconShape;
    Content: ComponentType;
    /** The names of what stands in it, for the search. */
    things: readonly PlainKey[];
}

export const sections: readonly Section[] = [
    { id: 'profile', label: 'settings.profile', icon: UserRound, Content: Profile, things: ['settings.displayName', 'settings.bio'] },
    { id: 'account', label: 'settings.account', icon: AtSign, Content: Account,
        things: ['settings.username', 'settings.email', 'settings.deleteAccount'] },
    { id: 'privacy', label: 'settings.privacy', icon: Lock, Content: Privacy, things: ['settings.locked', 'settings.noindex'] },
    { id: 'messages', label: 'settings.messages', icon: MessageCircle, Content: Messages,
        things: ['settings.whoWrites', 'settings.receipts', 'settings.typing', 'settings.presence'] },
    { id: 'stories', label: 'settings.stories', icon: CircleDashed, Content: Stories, things: ['settings.closeFriends', 'settings.hiddenFrom'] },
    { id: 'appearance', label: 'settings.appearance', icon: Palette, Content: Appearance,
        things: ['settings.theme', 'settings.shortcuts'] },
    { id: 'language', label: 'settings.language', icon: Languages, Content: Language, things: [] },
    { id: 'sessions', label: 'settings.sessions', icon: MonitorSmartphone, Content: Sessions, things: ['settings.signOutOthers'] },
    { id: 'security', label: 'settings.security', icon: KeyRound, Content: Security,
        things: ['settings.changePassword', 'settings.app', 'settings.passkeys', 'settings.codes'] },
    { id: 'linked', label: 'settings.linked', icon: Link2, Content: Linked, things: [] },
    { id: 'blocked', label: 'settings.blocked', icon: Ban, Content: Blocked, things: ['settings.blockedPeople', 'settings.mutedPeople'] },
    { id: 'storage', label: 'settings.storage', icon: HardDrive, Content: Storage, things: ['settings.usage'] },
    { id: 'data', label: 'settings.data', icon: Download, Content: YourData, things: ['settings.export'] },
    { id: 'about', label: 'settings.about', icon: Info, Content: About, things: ['settings.rules', 'settings.api'] },
];
