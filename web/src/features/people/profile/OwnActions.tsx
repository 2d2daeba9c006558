import { useState } from 'react';
import { Ellipsis, Link2, UserRoundCheck } from 'lucide-react';
import { useText } from '../../../data/text';
import { Button, IconButton, LinkButton, loadDialog, Menu } from '../../../design';
import type { ProfileHeadFragment } from '../../../generated/features/people/profile/Profile';
import { useCopyLink } from './copy';
import { EditProfile } from './EditProfile';
import s from './Profile.module.css';

/** What one can do about oneself. */
export function OwnActions({ person }: { person: ProfileHeadFragment }) {
    const [editing, setEditing] = useState(false);
    const t = useText();
    const copy = useCopyLink(person);
    const near = () => void loadDialog();
    const items = [
        { id: 'requests', label: t('people.requests'), icon: UserRoundCheck, to: '/follow-requests' },
        { id: 'link', label: t('people.copyLink'), icon: Link2, onAction: copy },
    ];

    return (
        <>
            <Menu label={t('people.more')} items={items} trigger={<IconButton icon={Ellipsis} label={t('people.more')} />} />
            {person.account?.locked && <span className={s.onlyWide}><LinkButton to="/follow-requests">{t('people.requests')}</LinkButton></span>}
            <Button onPress={() => setEditing(true)} onPointerEnter={near} onFocus={near}>{t('people.editProfile')}</Button>
            {editing && <EditProfile person={person} onClose={() => setEditing(false)} />}
        </>
    );
}
