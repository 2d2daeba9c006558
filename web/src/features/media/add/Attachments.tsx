import { lazy, Suspense, useEffect, useEffectEvent, useRef, useState } from 'react';
import { ArrowLeft, ArrowRight, File, Film as FilmIcon, Music, Pencil, RotateCw, X } from 'lucide-react';
import { failsAgain, useProblemText } from '../../../data/problems';
import type { Upload } from '../../../data/media/upload';
import { uploads, useUploads } from '../../../data/media/uploads';
import { moved } from '../../../data/moved';
import { useOnline } from '../../../data/realtime';
import { positionOf } from '../../../data/media/medium';
import { sizeText } from '../../../data/size';
import { useFormat } from '../../../data/format';
import { useText, useWords, withWords } from '../../../data/text';
import { announce, cx, Icon, IconButton } from '../../../design';
import s from './Add.module.css';

const Details = lazy(withWords(() => import('./Details')));

interface Props {
    keys: readonly string[];
    onChange: (keys: readonly string[]) => void;
}

const isSeen = ({ kind }: Upload) => kind === 'image' || kind === 'video';

/** What it looks like, as far as this browser can say. */
function Face({ upload: { kind, preview, medium, focus } }: { upload: Upload }) {
    const url = medium?.previewUrl ?? (kind === 'image' ? preview ?? medium?.url : null), style = { objectPosition: positionOf(focus) };

    if (url)
        return <img src={url} alt="" className={s.face} style={style} draggable={false} />;
    if (kind === 'video' && preview)
        return <video src={preview} className={s.face} muted playsInline preload="metadata" tabIndex={-1} aria-hidden="true" />;
    return <span className={s.face}><Icon of={kind === 'audio' || kind === 'voice' ? Music : kind === 'video' ? FilmIcon : File} size={28} /></span>;
}

function useStateWords(upload: Upload): string {
    const t = useText();
    const problemText = useProblemText();
    const { language } = useWords();
    const isOnline = useOnline();

    if (!isOnline && (upload.state === 'waiting' || upload.state === 'sending'))
        return t('media.waitsForNet');
    switch (upload.state) {
    case 'waiting': return t('media.waits');
    case 'sending': return t('media.sends', { percent: new Intl.NumberFormat(language, { style: 'percent' }).format(upload.size ? upload.sent / upload.size : 0) });
    case 'processing': return t('media.processes');
    case 'failed': return problemText(upload.problem);
    default: return sizeText(language, upload.medium?.size ?? upload.size);
    }
}

interface ItemProps {
    upload: Upload;
    n: number;
    count: number;
    onMove: (by: number) => void;
    onRemove: () => void;
}

function Item({ upload, n, count, onMove, onRemove }: ItemProps) {
    const t = useText();
    const [editing, setEditing] = useState(false);
    const { key, name, state, kind, description, size, sent } = upload;
    const words = useStateWords(upload), called = name || t(kind === 'image' ? 'media.picture' : kind === 'video' ? 'media.film' : kind === 'file' ? 'media.file' : 'media.sound');
    const failed = state === 'failed', busy = state === 'waiting' || state === 'sending' || state === 'processing';

    const tell = useEffectEvent(() => announce(words, 'alert'));

    useEffect(() => { failed && tell(); }, [failed]);
    return (
        <li className={cx(s.item, failed && s.failed)}>
            <Face upload={upload} />
            <div className={s.about}>
                <bdi className={s.name}>{called}</bdi>
                <span className={s.state}>{words}</span>
                {busy && <progress className={s.progress} max={size || 1} value={state === 'sending' ? sent : state === 'processing' ? undefined : 0}
                    aria-label={t('media.progressOf', { name: called })} />}
                {!failed && kind !== 'file' && (
                    <button type="button" className={cx(s.words, !description.trim() && s.missing)} onClick={() => setEditing(true)}
                        aria-label={t(description.trim() ? 'media.editWordsOf' : 'media.addWordsOf', { name: called })}>
                        <Icon of={Pencil} size={14} />
                        <span dir="auto">{description.trim() || t('media.addWords')}</span>
                    </button>
                )}
            </div>
            <div className={s.deeds}>
                {failed && !failsAgain(upload.problem) && (
                    <IconButton size="small" icon={RotateCw} label={t('media.tryAgainWith', { name: called })} onPress={() => uploads().retry(key)} />
                )}
                <IconButton size="small" icon={X} label={t(busy ? 'media.cancel' : 'media.remove', { name: called })} data-removes="" onPress={onRemove} />
                {count > 1 && <>
                    <IconButton size="small" icon={ArrowLeft} turns label={t('media.earlier', { name: called })} aria-disabled={n === 0 || undefined}
                        onPress={() => n > 0 && onMove(-1)} />
                    <IconButton size="small" icon={ArrowRight} turns label={t('media.later', { name: called })} aria-disabled={n === count - 1 || undefined}
                        onPress={() => n < count - 1 && onMove(1)} />
                </>}
            </div>
            {editing && <Suspense><Details upload={upload} called={called} onClose={() => setEditing(false)} withFocus={isSeen(upload)} /></Suspense>}
        </li>
    );
}

/* The focus was on what is gone: it goes to the next one, else to where others are added. */
function focusNear(list: HTMLElement | null, n: number) {
    const form = list?.closest('form, [role=dialog]');

    requestAnimationFrame(() => {
        const left = [...list?.querySelectorAll<HTMLElement>('[data-removes]') ?? []];
        (list?.isConnected && left[Math.min(n, left.length - 1)] || form?.querySelector<HTMLElement>('[data-adds=files] + button'))?.focus();
    });
}

/** What will be attached, and how far each of them is. */
export default function Attachments({ keys, onChange }: Props) {
    const t = useText();
    const format = useFormat();
    const all = useUploads(keys), list = useRef<HTMLUListElement>(null);
    const wanted = keys.join(' ');

    /* After a reload, and of drafts of the server's. What is nowhere any more is left out. */
    const restored = useEffectEvent((asked: readonly string[]) => {
        const there = asked.filter(key => uploads().of(key));
        if (there.length < asked.length)
            onChange(there);
    });

    useEffect(() => {
        const asked = wanted.split(' ').filter(Boolean);
        void uploads().restore(asked).then(() => restored(asked), () => {});
    }, [wanted]);
    const move = (key: string, by: number) => {
        onChange(moved(keys, key, by));
        announce(t('media.place', { at: format.number(keys.indexOf(key) + by + 1), count: format.number(keys.length) }));
    };
    const remove = (key: string) => {
        onChange(keys.filter(one => one !== key));
        uploads().remove(key);
        announce(t('media.removed'));
        focusNear(list.current, keys.indexOf(key));
    };

    return all.length > 0 && (
        <ul ref={list} className={s.list} aria-label={t('media.attached')}>
            {all.map((upload, n) => <Item key={upload.key} upload={upload} n={n} count={all.length} onMove={by => move(upload.key, by)} onRemove={() => remove(upload.key)} />)}
        </ul>
    );
}
