import { useState } from 'react';
import { useLocation, useSearchParams } from 'wouter';
import { BellOff, Bell, Ellipsis, Link as LinkIcon, LogOut, Pin, Search, Settings2, Trash2, UserPlus, Users } from 'lucide-react';
import { Confirm, IconButton, Menu, toast, type MenuEntry } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { placeOf, type Channel } from '../model/types';
import { InviteDialog } from '../dialogs/InviteDialog';
import { MuteDialog } from '../dialogs/MuteDialog';
import { useChannelName } from '../names';
import { join, leave, mute, removeChannel, type Done } from '../store/deeds';
import { mayInvite, useRoom } from './room';

/** In the head of a room: who is in it, how to find something, and the rest. */
export function RoomActions() {
    const { channel } = useRoom(), t = useText(), problemText = useProblemText(), name = useChannelName(channel);
    const [, setSearch] = useSearchParams(), [, navigate] = useLocation();
    const [inviting, setInviting] = useState(false), [leaving, setLeaving] = useState(false);
    const [muting, setMuting] = useState(false), format = useFormat(), asks = channel.kind !== 'public' || channel.role === 'owner';
    const home = `/${placeOf(channel.kind)}`, direct = channel.kind === 'direct', member = channel.is_member;
    const panel = (which: string) => setSearch((before): Record<string, string> => before.get('panel') === which ? {} : { panel: which },
        { replace: true });
    const attempt = async (deed: Done): Promise<boolean> => {
        const problem = await deed;
        if (problem)
            toast(problemText(problem), { failed: true });
        return problem === null;
    };
    const goes = async () => {
        if (!await attempt(leave(channel.id)))
            return;
        navigate(home);
        toast(t('chat.left', { name }), !asks ? { undo: () => void attempt(join(channel.id)) } : {});
    };
    const removes = async () => await attempt(removeChannel(channel)) && navigate(home);
    const items = (): MenuEntry[] => [
        mayInvite(channel) && { id: 'invite', label: t('chat.invite'), icon: UserPlus, onAction: () => setInviting(true) },
        mayInvite(channel) && { id: 'invites', label: t('chat.invites'), icon: LinkIcon, onAction: () => panel('invites') },
        { id: 'pins', label: t('chat.pins'), icon: Pin, onAction: () => panel('pins') },
        member && { id: 'mute', label: t(channel.muted ? 'chat.unmute' : 'chat.mute'), icon: channel.muted ? Bell : BellOff,
            hint: channel.muted && channel.muted_until ? t('chat.muted_until', { time: format.time(channel.muted_until, 'full') }) : undefined,
            onAction: () => channel.muted ? void attempt(mute(channel.id, false)) : setMuting(true) },
        member && !direct && { id: 'settings', label: t(channel.kind === 'group' ? 'chat.group_settings' : 'chat.settings'), icon: Settings2, onAction: () => panel('settings') },
        member && 'line',
        member && !direct && {
            id: 'leave', label: t(channel.kind === 'group' ? 'chat.leave_group' : 'chat.leave'), icon: LogOut, danger: true,
            onAction: () => asks ? setLeaving(true) : void goes(),
        },
        direct && { id: 'remove', label: t('chat.remove_conversation'), icon: Trash2, danger: true, onAction: () => setLeaving(true) },
    ];

    return (
        <>
            <IconButton icon={Search} label={t('chat.search_here')} onPress={() => panel('search')} />
            {!direct && <IconButton icon={Users} label={t('chat.members')} onPress={() => panel('members')} />}
            <Menu label={t('chat.more')} items={items} trigger={<IconButton icon={Ellipsis} label={t('chat.more')} />} />
            {inviting && <InviteDialog channel={channel} onClose={() => setInviting(false)} />}
            {muting && <MuteDialog name={name} onClose={() => setMuting(false)}
                onMute={until => void attempt(mute(channel.id, true, until))} />}
            <Confirm isOpen={leaving} onClose={() => setLeaving(false)} onConfirm={direct ? async () => { await removes(); } : goes}
                title={direct ? t('chat.remove_title', { name }) : t('chat.leave_title', { name })}
                words={leavingWords(channel, t)}
                    action={t(direct ? 'chat.remove' : channel.kind === 'group' ? 'chat.leave_group' : 'chat.leave')} />
        </>
    );
}

/** What is lost by it. */
function leavingWords({ kind, role, member_count }: Channel, t: ReturnType<typeof useText>): string {
    if (kind === 'direct')
        return t('chat.remove_words');
    if (member_count === 1)
        return t('chat.leave_last_words');
    const back = kind === 'public' ? '' : t('chat.leave_words');

    return role === 'owner' ? [t('chat.leave_owner_words'), back].join(' ').trim() : back;
}
