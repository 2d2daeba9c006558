import { useState } from 'react';
import { useSearchParams } from 'wouter';
import { Ellipsis, UserPlus, UserX } from 'lucide-react';
import { Avatar, Button, Confirm, IconButton, Menu, SearchField, toast, type MenuEntry } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { InviteDialog } from '../dialogs/InviteDialog';
import { nameOf, type Channel, type Member, type Role } from '../model/types';
import { isAdmin, mayInvite, useRoom } from '../room/room';
import { loadChannel } from '../store/lists';
import { personOf } from '../store/people';
import { ListOf } from './ListOf';
import { useList } from './useList';
import s from './Side.module.css';

export function Members() {
    const { channel } = useRoom(), t = useText(), [q, setQ] = useState(''), [inviting, setInviting] = useState(false);
    const [, setSearch] = useSearchParams();
    const list = useList<Member>(`/channels/${channel.id}/members?limit=50&of=${channel.member_count}${q.trim() ? `&q=${encodeURIComponent(q.trim())}` : ''}`);

    return (
        <div className={s.scroll}>
            <div className={s.tools}>
                <SearchField label={t('chat.find_member')} value={q} onChange={setQ} />
                {mayInvite(channel) && <Button icon={UserPlus} onPress={() => setInviting(true)}>{t('chat.invite')}</Button>}
                {isAdmin(channel) && channel.kind !== 'direct' && <Button kind="plain" size="small" icon={UserX}
                    onPress={() => setSearch({ panel: 'bans' }, { replace: true })}>{t('chat.bans')}</Button>}
            </div>
            <ListOf list={list} label={t('chat.members')} nothing={<p className={s.nothing}>{t('chat.nobody_found')}</p>}>
                {member => <MemberRow key={member.user_id} member={member} change={list.change} />}
            </ListOf>
            {inviting && <InviteDialog channel={channel} onClose={() => setInviting(false)} />}
        </div>
    );
}

const roles = { owner: 'chat.owner', admin: 'chat.admin' } as const;

type Change = (make: (items: readonly Member[]) => readonly Member[]) => void;

function MemberRow({ member, change }: { member: Member; change: Change }) {
    const t = useText(), person = personOf(member), name = nameOf(person);
    const { items, makeOwner } = useDeeds(member, change), [giving, setGiving] = useState(false);

    return (
        <li className={s.row}>
            <Avatar of={{ id: member.user_id, name, url: member.avatar_url }} size={32} />
            <span className={s.words}>
                <a className={s.name} href={`/@${member.username}`}><bdi>{name}</bdi></a>
                <span className={s.small}><bdi>@{member.username}</bdi>{member.role !== 'member' && ` · ${t(roles[member.role])}`}</span>
            </span>
            {items.length > 0 && <Menu label={t('chat.more_about', { name })}
                items={[makeOwner && { id: 'owner', label: t('chat.make_owner'), onAction: () => setGiving(true) }, ...items]}
                trigger={<IconButton size="small" icon={Ellipsis} label={t('chat.more_about', { name })} />} />}
            {makeOwner && <Confirm isOpen={giving} onClose={() => setGiving(false)} onConfirm={makeOwner}
                title={t('chat.make_owner_title', { name })} words={t('chat.make_owner_words')} action={t('chat.make_owner')} />}
        </li>
    );
}

const below = (channel: Channel, member: Member): boolean => channel.role === 'owner' || member.role === 'member';

interface Deeds { items: MenuEntry[]; makeOwner?: () => Promise<void> }

/** The owner makes admins, and another owner; admins take members out. */
function useDeeds(member: Member, change: Change): Deeds {
    const { channel, viewerId } = useRoom(), t = useText(), problemText = useProblemText();
    const path = `/channels/${channel.id}/members/${member.user_id}`;
    if (!isAdmin(channel) || member.user_id === viewerId || member.role === 'owner' || !below(channel, member))
        return { items: [] };
    const attempt = async (deed: ReturnType<typeof rest.put>, make: (items: readonly Member[]) => readonly Member[]) => {
        const answer = await deed;
        if (answer.ok)
            change(make);
        else
            toast(problemText(answer.problem), { failed: true });
    };
    const role = member.role === 'admin' ? 'member' as const : 'admin' as const;
    const without = (items: readonly Member[]) => items.filter(one => one.user_id !== member.user_id);

    const withRoles = (roles: Record<string, Role>) => (items: readonly Member[]) =>
        items.map(one => ({ ...one, role: roles[one.user_id] ?? one.role }));
    const makeOwner = async () => {
        await attempt(rest.put(path, { role: 'owner' }), withRoles({ [member.user_id]: 'owner', [viewerId]: 'admin' }));
        await loadChannel(channel.id);
    };
    const items: MenuEntry[] = [
        channel.role === 'owner' && {
            id: 'role', label: t(role === 'admin' ? 'chat.make_admin' : 'chat.make_member'),
            onAction: () => void attempt(rest.put(path, { role }), withRoles({ [member.user_id]: role })),
        },
        { id: 'remove', label: t('chat.remove'), danger: true, onAction: () => void attempt(rest.delete(path), without) },
        {
            id: 'ban', label: t('chat.ban'), danger: true,
            onAction: () => void attempt(rest.put(`/channels/${channel.id}/bans/${member.user_id}`, undefined), without),
        },
    ];

    return { items, makeOwner: channel.role === 'owner' ? makeOwner : undefined };
}
