import { lazy, Suspense, useEffect, useEffectEvent, useId, useMemo, useRef, useState, type KeyboardEvent } from 'react';
import { Mic, SendHorizontal, X } from 'lucide-react';
import { Icon, IconButton } from '../../../design';
import { useText, withWords } from '../../../data/text';
import { optionId, Suggestions, useCompletion } from '../../compose/writing';
import { Attachments, canRecord, MediaTools, MESSAGE } from '../../media/writing';
import { emptyLog, lastOf } from '../model/log';
import { nameOf } from '../model/types';
import { useRoom } from '../room/room';
import { chat, logKey } from '../store/state';
import { draftOf, keepDraft } from './drafts';
import { peopleOf } from './people';
import { useMessageMedia } from './useMessageMedia';
import s from './MessageBox.module.css';

const Recorder = lazy(withWords(() => import('../../media/voice/Recorder')));

const KEEP_MS = 400, MOST = 5000;

const isTouch = () => matchMedia('(pointer: coarse)').matches;

/** Where one writes. What it holds is its own, so that a key costs nothing elsewhere. */
export function MessageBox() {
    const { channel, rootId, viewerId, realtime, replyTo, setReplyTo, setEditing } = useRoom(), t = useText();
    const log = logKey(channel.id, rootId), box = useRef<HTMLTextAreaElement>(null), list = useId();
    const [text, setText] = useState(() => draftOf(viewerId, log)), [speaking, setSpeaking] = useState(false);
    const media = useMessageMedia(log), form = useRef<HTMLFormElement>(null);
    const { id, kind, participants, member_count } = channel;
    const people = useMemo(() => peopleOf({ id, kind, participants, member_count }, viewerId), [id, kind, participants, member_count, viewerId]);
    const keep = useEffectEvent(() => keepDraft(viewerId, log, text));

    useEffect(() => {
        const timer = setTimeout(() => keep(), KEEP_MS);
        return () => clearTimeout(timer);
    }, [text]);
    useEffect(() => () => keep(), []);
    useEffect(() => { replyTo && box.current?.focus(); }, [replyTo]);

    const typed = (value: string) => {
        setText(value);
        if (rootId === null)
            realtime.typing(channel.id, value !== '');
    };
    const completion = useCompletion(box, typed, people), { isOpen, items, at } = completion;
    const send = () => {
        const content = text.trim(), clear = () => {
            setText('');
            setReplyTo(null);
            box.current?.focus();
        };
        if (media.busy || !content && !media.keys.length)
            return;
        /* Words alone are gone at once; with files they stay until those are there. */
        if (media.keys.length)
            return void media.send({ content, replyToId: replyTo?.id }, media.keys).then(sent => sent && clear());
        realtime.send({ channelId: channel.id, content, replyToId: replyTo?.id, threadRootId: rootId ?? undefined });
        clear();
    };
    const editLast = () => {
        const last = lastOf(chat().logs[log]?.log ?? emptyLog, viewerId);
        if (last)
            setEditing(last.id);
        return last !== undefined;
    };
    const pressed = (event: KeyboardEvent) => {
        if (completion.pressed(event) || event.nativeEvent.isComposing)
            return;
        const sends = event.key === 'Enter' && !event.shiftKey && (event.ctrlKey || event.metaKey || !isTouch());
        if (sends || event.key === 'ArrowUp' && text === '' && editLast())
            event.preventDefault();
        if (sends)
            send();
        if (event.key === 'Escape' && replyTo) {
            event.stopPropagation();
            setReplyTo(null);
        }
    };

    return (
        <form ref={form} className={s.form} onSubmit={event => { event.preventDefault(); send(); }}>
            {replyTo && (
                <div className={s.reply}>
                    <span className={s.replyWords}>
                        {t('chat.replying_to')} <bdi>{replyTo.sender ? nameOf(replyTo.sender) : t('chat.nobody')}</bdi>
                        <span className={s.excerpt} dir="auto">{replyTo.content}</span>
                    </span>
                    <IconButton size="small" icon={X} label={t('chat.cancel_reply')}
                        onPress={() => { setReplyTo(null); box.current?.focus(); }} />
                </div>
            )}
            {isOpen && <Suggestions id={list} label={t('chat.suggestions')} items={items} at={at} onTake={completion.take} above />}
            {media.keys.length > 0 && <div className={s.media}><Attachments keys={media.keys} onChange={media.change} /></div>}
            <div className={s.row}>
                {speaking && (
                    <Suspense><Recorder onClose={() => { setSpeaking(false); box.current?.focus(); }} onRecorded={({ file, name }) => media.voice(file, name)} /></Suspense>
                )}
                <span className={s.tools} hidden={speaking}><MediaTools place={MESSAGE} keys={media.keys} onChange={media.change} within={form} /></span>
                <textarea hidden={speaking} ref={box} className={s.text} aria-label={t(rootId ? 'chat.thread_message' : 'chat.message')}
                    placeholder={t('chat.message')} rows={1}
                    maxLength={MOST} value={text} dir={text ? 'auto' : undefined} enterKeyHint={isTouch() ? 'enter' : 'send'}
                    aria-autocomplete="list" aria-controls={isOpen ? list : undefined}
                    aria-activedescendant={isOpen ? optionId(list, at) : undefined}
                    onChange={event => { typed(event.target.value); completion.typed(); }} onSelect={completion.moved}
                    onBlur={completion.close} onKeyDown={pressed} />
                {!speaking && text === '' && !media.keys.length && canRecord() && (
                    <IconButton icon={Mic} label={t('media.recordVoice')} onPress={() => setSpeaking(true)} />
                )}
                <button type="submit" hidden={speaking} className={s.send} aria-label={t('chat.send')} data-tip={t('chat.send')} aria-busy={media.busy || undefined}
                    aria-disabled={media.busy || text.trim() === '' && !media.keys.length}>
                    <Icon of={SendHorizontal} size={18} turns />
                </button>
            </div>
        </form>
    );
}
