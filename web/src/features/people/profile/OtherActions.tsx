import { useState } from 'react';
import { Ban, Ellipsis, Link2, ListPlus, Mail, Volume2, VolumeX } from 'lucide-react';
import { navigate } from 'wouter/use-browser-location';
import { useFailure } from '../../../app/failure';
import { toSignIn } from '../../../app/signIn';
import { useText } from '../../../data/text';
import { useViewer } from '../../../data/viewer';
import { Button, IconButton, Menu, type MenuEntry } from '../../../design';
import { conversationWith } from '../../chat/public';
import { AddToList } from '../lists/AddToList';
import { useAvoid } from '../person/avoid';
import { FollowButton } from '../person/FollowButton';
import type { Named } from '../person/names';
import { useStanding } from '../person/standing';
import { useCopyLink } from './copy';
import s from './Profile.module.css';

function Message({ person }: { person: Named }) {
    const [busy, setBusy] = useState(false);
    const failed = useFailure();
    const t = useText();
    const begin = async () => {
        setBusy(true);
        const begun = await conversationWith(person.id);
        setBusy(false);
        if ('path' in begun)
            navigate(begun.path);
        else
            failed(begun.problem);
    };

    return <Button icon={Mail} busy={busy} onPress={useViewer() ? () => void begin() : () => toSignIn()}><span className={s.saidWide}>{t('people.message')}</span></Button>;
}

/** What one can do about somebody else. */
export function OtherActions({ person }: { person: Named }) {
    const [adding, setAdding] = useState(false);
    const t = useText();
    const viewer = useViewer();
    const { muting, blocking } = useStanding(person.id);
    const { mute, unmute, block, unblock } = useAvoid(person);
    const copy = useCopyLink(person);

    const link = { id: 'link', label: t('people.copyLink'), icon: Link2, onAction: copy };
    const items = (): MenuEntry[] => !viewer ? [link] : [
        !blocking && { id: 'list', label: t('people.addToList'), icon: ListPlus, onAction: () => setAdding(true) },
        link, 'line',
        muting ? { id: 'unmute', label: t('people.unmute'), icon: Volume2, onAction: unmute }
            : { id: 'mute', label: t('people.mute'), hint: t('people.muteWords'), icon: VolumeX, onAction: mute },
        blocking ? { id: 'unblock', label: t('people.unblock'), icon: Ban, onAction: unblock }
            : { id: 'block', label: t('people.block'), hint: t('people.blockWords'), icon: Ban, danger: true, onAction: block },
    ];

    return (
        <>
            <Menu label={t('people.more')} items={items} trigger={<IconButton icon={Ellipsis} label={t('people.more')} />} />
            {!blocking && <Message person={person} />}
            <FollowButton person={person} />
            {adding && <AddToList person={person} onClose={() => setAdding(false)} />}
        </>
    );
}
