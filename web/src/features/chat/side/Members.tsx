import { useState } from 'react';
import { Ellipsis, UserPlus } from 'lucide-react';
import { Avatar, Button, IconButton, Menu, SearchField, toast, type MenuEntry } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { InviteDialog } from '../dialogs/InviteDialog';
import { nameOf, type Channel, type Member } from '../model/types';
import { isAdmin, mayInvite, useRoom } from '../room/room';
import { personOf } from '../store/people';
import { ListOf } from './ListOf';
import { useList } from './useList';
import s from './Side.module.css';

export function Members() {
    const { channel } = useRoom(), t = useText(), [q, setQ] = useState(''), [inviting, setInviting] = useState(false);
    const list = useList<Member>(`/channels/${channel.id}/members?limit=50${q.trim() ? `&q=${encodeURIComponent(q.trim())}` : ''}`);

    return (
        <div className={s.scroll}>
            <div className={s.tools}>
                <SearchField label={t('chat.find_member')} value={q} onChange={setQ} />
                {mayInvite(channel) && <Button icon={UserPlus} onPress={() => setInviting(true)}>{t('chat.invite')}</Button>}
            </div>
            <ListOf list={list} label={t('chat.members')} nothing={<p className={s.nothing}>{t('chat.nobody_found')}</p>}>
                {member => <MemberRow key={member.user_id} member={member} change={list.change} />}
            </ListOf>
            {inviting && <InviteDialog channel={channel} onClose={() => setInviting(false)} />}
        </div>
    );
}

type Change = (make: (items: readonly Member[]) => readonly Member[]) => void;

function MemberRow({ member, change }: { member: Member; change: Change }) {
    const t = useText(), person = personOf(member), name = nameOf(person), items = useDeeds(member, change);

    return (
        <li className={s.row}>
            <Avatar of={{ id: member.user_id, name, url: member.avatar_url }} size={32} />
            <span className={s.words}>
                <a className={s.name} href={`/@${member.username}`}><bdi>{name}</bdi></a>
                <span className={s.small}><bdi>@{member.username}</bdi>{member.role !== 'member' && ` · ${t(`chat.${member.role}`)}`}</span>
            </span>
            {items.length > 0 && <Menu label={t('chat.more_about', { name })} items={items}
                trigger={<IconButton size="small" icon={Ellipsis} label={t('chat.more_about', { name })} />} />}
        </li>
    );
}

const below = (channel: Channel, member: Member): boolean => channel.role === 'owner' || member.role === 'member';

/** The owner makes admins; admins take members out. */
function useDeeds(member: Member, change: Change): MenuEntry[] {
    const { channel, viewerId } = useRoom(), t = useText(), problemText = useProblemText();
    const path = `/channels/${channel.id}/members/${member.user_id}`;
    if (!isAdmin(channel) || member.user_id === viewerId || member.role === 'owner' || !below(channel, member))
        return [];
    const attempt = async (deed: ReturnType<typeof rest.put>, make: (items: readonly Member[]) => readonly Member[]) => {
        const answer = await deed;
        if (answer.ok)
            change(make);
        else
            toast(problemText(answer.problem), { failed: true });
    };
    const role = member.role === 'admin' ? 'member' as const : 'admin' as const;
    const without = (items: readonly Member[]) => items.filter(one => one.user_id !== member.user_id);

    return [
        channel.role === 'owner' && {
            id: 'role', label: t(role === 'admin' ? 'chat.make_admin' : 'chat.make_member'),
            onAction: () => void attempt(rest.put(path, { role }),
                items => items.map(one => one.user_id === member.user_id ? { ...one, role } : one)),
        },
        { id: 'remove', label: t('chat.remove_member'), danger: true, onAction: () => void attempt(rest.delete(path), without) },
        {
            id: 'ban', label: t('chat.ban'), danger: true,
            onAction: () => void attempt(rest.put(`/channels/${channel.id}/bans/${member.user_id}`, undefined), without),
        },
    ];
}
