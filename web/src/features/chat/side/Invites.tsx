import { useEffect } from 'react';
import { Copy, Trash2 } from 'lucide-react';
import { IconButton, announce, toast } from '../../../design';
import { useFormat } from '../../../data/format';
import { useProblemText } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { linkOf, withdraw } from '../dialogs/invites';
import { nameOf, type Invite } from '../model/types';
import { useRoom } from '../room/room';
import { askFor } from '../store/people';
import { useChat } from '../store/state';
import { ListOf } from './ListOf';
import { useList } from './useList';
import s from './Side.module.css';

/** Links that still work: all of them for admins, one's own for others. */
export function Invites() {
    const { channel } = useRoom(), t = useText(), list = useList<Invite>(`/channels/${channel.id}/invites?limit=50`);

    return (
        <div className={s.scroll}>
            <ListOf list={list} label={t('chat.invites')} nothing={<p className={s.nothing}>{t('chat.no_invites')}</p>}>
                {invite => <InviteRow key={invite.code} invite={invite}
                    gone={() => list.change(items => items.filter(({ code }) => code !== invite.code))} />}
            </ListOf>
        </div>
    );
}

function InviteRow({ invite, gone }: { invite: Invite; gone: () => void }) {
    const t = useText(), format = useFormat(), problemText = useProblemText(), maker = useChat(({ people }) => people[invite.created_by]);
    const copy = async () => {
        await navigator.clipboard.writeText(linkOf(invite));
        toast(t('chat.link_copied'));
    };
    const takeBack = async () => {
        const answer = await rest.delete(`/invites/${invite.code}`);
        if (!answer.ok)
            return void toast(problemText(answer.problem), { failed: true });
        withdraw(invite);
        gone();
        announce(t('chat.invite_taken_back'));
    };
    const uses = invite.max_uses === null ? t('chat.invite_used', { count: invite.uses })
        : t('chat.invite_used_of', { uses: invite.uses, most: invite.max_uses });

    useEffect(() => void askFor(invite.created_by), [invite.created_by]);
    return (
        <li className={s.row}>
            <span className={s.words}>
                <span className={s.name}>{t('chat.invite_by', { name: maker ? nameOf(maker) : '\u2026' })}</span>
                <span className={s.facts}>{uses} · {invite.expires_at ? t('chat.invite_until', { time: format.time(invite.expires_at, 'full') })
                    : t('chat.invite_always')}</span>
            </span>
            <IconButton size="small" icon={Copy} label={t('chat.copy_link')} onPress={() => void copy()} />
            <IconButton size="small" icon={Trash2} tone="danger" label={t('chat.invite_take_back')} onPress={() => void takeBack()} />
        </li>
    );
}
