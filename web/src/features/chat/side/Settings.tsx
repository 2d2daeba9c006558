import { useState } from 'react';
import { useLocation } from 'wouter';
import { Button, Confirm, RadioGroup, Select, Switch, TextArea, TextField, announce, toast } from '../../../design';
import { useProblemText } from '../../../data/problems';
import { useText } from '../../../data/text';
import { placeOf, type Channel } from '../model/types';
import { useChannelName } from '../names';
import { isAdmin, useRoom } from '../room/room';
import { change, removeChannel } from '../store/deeds';
import s from './Side.module.css';

const SLOW = ['0', '10', '30', '60', '300', '900', '3600'] as const;

/** Each thing is saved by itself, when one leaves it. */
export function Settings() {
    const { channel } = useRoom(), t = useText(), problemText = useProblemText(), admin = isAdmin(channel);
    const group = channel.kind === 'group';
    const [name, setName] = useState(channel.name ?? ''), [topic, setTopic] = useState(channel.topic ?? '');
    const [about, setAbout] = useState(channel.description ?? '');
    const mayName = admin || group;
    const save = async (what: Partial<Channel>) => {
        const changes = Object.entries(what).some(([key, value]) => channel[key as keyof Channel] !== value);
        const problem = changes ? await change(channel.id, what) : null;
        if (problem)
            toast(problemText(problem), { failed: true });
        else if (changes)
            announce(t('chat.saved'));
    };

    return (
        <div className={s.scroll}>
            <div className={s.settings}>
                <TextField label={t('chat.name')} value={name} onChange={setName} maxLength={80} disabled={!mayName}
                    onBlur={() => name.trim() && void save({ name: name.trim() })} />
                <TextField label={t('chat.topic')} value={topic} onChange={setTopic} maxLength={250} disabled={!mayName}
                    onBlur={() => void save({ topic: topic.trim() || null })} />
                {!group && <TextArea label={t('chat.description')} value={about} onChange={setAbout} maxLength={1000} disabled={!admin}
                    onBlur={() => void save({ description: about.trim() || null })} />}
                {admin && !group && (
                    <>
                        <Switch label={t('chat.announcement')} hint={t('chat.announcement_hint')} checked={channel.announcement}
                            onChange={on => void save({ announcement: on })} />
                        <Select label={t('chat.slow_mode')} hint={t('chat.slow_hint')} value={SLOW.find(one => one === String(channel.slow_mode_seconds)) ?? '0'}
                            onChange={seconds => void save({ slow_mode_seconds: Number(seconds) })}
                            items={SLOW.map(id => ({ id, label: id === '0' ? t('chat.slow_off')
                                : t('chat.slow_seconds', { count: Number(id) }) }))} />
                        <Switch label={t('chat.archive')} hint={t('chat.archive_hint')} checked={channel.archived}
                            onChange={on => void save({ archived: on })} />
                    </>
                )}
                {channel.role === 'owner' && !group && <RadioGroup label={t('chat.who_reads')} value={channel.kind}
                    onChange={kind => void save({ kind })} items={[
                        { id: 'public', label: t('chat.public'), hint: t('chat.public_hint') },
                        { id: 'private', label: t('chat.private'), hint: t('chat.private_hint') },
                    ]} />}
                {channel.role === 'owner' && <RadioGroup label={t('chat.members_read')} value={channel.history}
                    onChange={history => void save({ history })} items={[
                        { id: 'full', label: t('chat.history_full'), hint: t('chat.history_full_hint') },
                        { id: 'since_joined', label: t('chat.history_since'), hint: t('chat.history_since_hint') },
                    ]} />}
                {channel.role === 'owner' && !group && <DeleteChannel channel={channel} />}
            </div>
        </div>
    );
}

function DeleteChannel({ channel }: { channel: Channel }) {
    const t = useText(), problemText = useProblemText(), name = useChannelName(channel), [asking, setAsking] = useState(false);
    const [, navigate] = useLocation();
    const remove = async () => {
        const problem = await removeChannel(channel);
        if (problem)
            return void toast(problemText(problem), { failed: true });
        navigate(`/${placeOf(channel.kind)}`);
    };

    return (
        <>
            <Button kind="danger" onPress={() => setAsking(true)}>{t('chat.delete_channel')}</Button>
            <Confirm isOpen={asking} onClose={() => setAsking(false)} onConfirm={remove} title={t('chat.delete_channel_title', { name })}
                words={t('chat.delete_channel_words', { count: channel.last_seq })} action={t('chat.delete_channel')} />
        </>
    );
}
