import { useState, type FormEvent } from 'react';
import { SendHorizontal, SmilePlus } from 'lucide-react';
import { useFailure } from '../../../app/failure';
import { newKey } from '../../../data/http';
import { useText } from '../../../data/text';
import { cx, EmojiPicker, Icon, IconButton, toast } from '../../../design';
import { authorName, type Story } from '../model/types';
import { reactTo, replyTo } from '../store/deeds';
import s from './View.module.css';

const QUICK = ['❤️', '😂', '😮', '😢', '👏', '🔥'] as const;
const MOST = 5000;

interface Props {
    story: Story;
    onChange: (story: Story) => void;
    /** Somebody writes: the story waits. */
    onBusy: (busy: boolean) => void;
    /** The choice of emoji is open. */
    onChoosing: (open: boolean) => void;
}

/** A reaction, or words that go to the author as a message. */
export function Answer({ story, onChange, onBusy, onChoosing }: Props) {
    const t = useText();
    const failed = useFailure();
    const [words, setWords] = useState(''), [key, setKey] = useState(newKey), [busy, setBusy] = useState(false);
    const offered: readonly string[] = story.reaction && !QUICK.some(emoji => emoji === story.reaction) ? [...QUICK, story.reaction] : QUICK;
    const react = async (emoji: string) => {
        const next = story.reaction === emoji ? null : emoji;
        onChange({ ...story, reaction: next });
        const problem = await reactTo(story, next);
        if (problem) {
            onChange(story);
            failed(problem);
        }
    };
    const send = async (event: FormEvent) => {
        event.preventDefault();
        const content = words.trim();
        if (!content || busy)
            return;
        setBusy(true);
        const problem = await replyTo(story, content, key);
        setBusy(false);
        if (problem)
            return failed(problem);
        setWords('');
        setKey(newKey());
        toast(t('stories.replied'));
        (document.activeElement as HTMLElement | null)?.blur();
    };

    return (
        <div className={s.answer}>
            <div role="group" aria-label={t('stories.react')} className={s.reactions}>
                {offered.map(emoji => (
                    <button key={emoji} type="button" className={cx(s.emoji, story.reaction === emoji && s.given)} aria-pressed={story.reaction === emoji}
                        onClick={() => void react(emoji)}>{emoji}</button>
                ))}
                <EmojiPicker label={t('stories.otherEmoji')} placement="top end" onChoose={emoji => void react(emoji)} onOpen={onChoosing}
                    trigger={<IconButton icon={SmilePlus} label={t('stories.otherEmoji')} tip={false} />} />
            </div>
            {story.replies && (
                <form className={s.reply} onSubmit={event => void send(event)} onFocus={() => onBusy(true)} onBlur={() => onBusy(false)}>
                    <input className={s.words} aria-label={t('stories.reply', { name: authorName(story.author) })}
                        placeholder={t('stories.reply', { name: authorName(story.author) })} value={words} maxLength={MOST} dir={words ? 'auto' : undefined}
                        onChange={event => setWords(event.target.value)} />
                    <button type="submit" className={s.send} aria-label={t('stories.send')} aria-disabled={!words.trim() || busy || undefined}>
                        <Icon of={SendHorizontal} size={18} turns />
                    </button>
                </form>
            )}
        </div>
    );
}
