import { Avatar, Button, announce, toast } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { rest } from '../../../data/rest';
import { useText } from '../../../data/text';
import { nameOf } from '../model/types';
import { useRoom } from '../room/room';
import { personOf } from '../store/people';
import { ListOf } from './ListOf';
import { useList } from './useList';
import s from './Side.module.css';

interface Banned { user_id: string; username: string; display_name: string | null; avatar_url: string | null }

/** Who may not come in; admins let them again. */
export function Bans() {
    const { channel } = useRoom(), t = useText(), problemText = useProblemText();
    const path = `/channels/${channel.id}/bans`, list = useList<Banned>(`${path}?limit=50`);
    const lift = async (one: Banned) => {
        const answer = await rest.delete(`${path}/${one.user_id}`);
        if (!answer.ok)
            return void toast(problemText(answer.problem), { failed: true });
        list.change(items => items.filter(({ user_id }) => user_id !== one.user_id));
        announce(t('chat.ban_lifted', { name: nameOf(personOf(one)) }));
    };

    return (
        <div className={s.scroll}>
            <ListOf list={list} label={t('chat.bans')} nothing={<p className={s.nothing}>{t('chat.no_bans')}</p>}>
                {one => (
                    <li key={one.user_id} className={s.row}>
                        <Avatar of={{ id: one.user_id, name: nameOf(personOf(one)), url: one.avatar_url }} size={32} />
                        <span className={s.words}>
                            <a className={s.name} href={`/@${one.username}`}><bdi>{nameOf(personOf(one))}</bdi></a>
                            <span className={s.small}><bdi>@{one.username}</bdi></span>
                        </span>
                        <Button size="small" aria-label={t('chat.lift_ban_of', { name: nameOf(personOf(one)) })}
                            onPress={() => void lift(one)}>{t('chat.lift_ban')}</Button>
                    </li>
                )}
            </ListOf>
        </div>
    );
}
