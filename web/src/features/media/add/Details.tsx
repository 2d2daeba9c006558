import { useEffect, useId, useRef, useState, type KeyboardEvent, type PointerEvent } from 'react';
import { useProblemText } from '../../../data/problems';
import { positionOf, type Focus } from '../../../data/media/medium';
import type { Upload } from '../../../data/media/upload';
import { uploads } from '../../../data/media/uploads';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { Button, Dialog, TextArea, toast } from '../../../design';
import { MIDDLE, movedFocus, focusAt } from './focus';
import s from './Add.module.css';

const MOST = 1500;

interface Props {
    upload: Upload;
    called: string;
    onClose: () => void;
    withFocus: boolean;
}

interface FocusProps { url: string; film: boolean; focus: Focus; onChange: (focus: Focus) => void }

/** A point on the picture: by pointer or by arrows. */
function FocusField({ url, film, focus, onChange }: FocusProps) {
    const t = useText();
    const format = useFormat();
    const hint = useId(), box = useRef<HTMLDivElement>(null);
    const put = (event: PointerEvent) => onChange(focusAt({ x: event.clientX, y: event.clientY }, box.current!.getBoundingClientRect()));
    const pressed = (event: KeyboardEvent) => {
        const next = movedFocus(focus, event.key);
        if (next) {
            event.preventDefault();
            onChange(next);
        }
    };
    const place = { insetInlineStart: 'auto', left: `${(focus.x + 1) * 50}%`, top: `${(1 - focus.y) * 50}%` };
    const percent = (part: number) => format.number(Math.round(part * 50 + 50));

    return (
        <div className={s.focusField}>
            <div ref={box} className={s.focusBox} onPointerDown={put} onPointerMove={event => event.buttons === 1 && put(event)}>
                {film ? <video src={url} muted playsInline preload="metadata" className={s.focusPicture} tabIndex={-1} aria-hidden="true" />
                    : <img src={url} alt="" className={s.focusPicture} draggable={false} />}
                <span role="slider" tabIndex={0} className={s.point} style={place} aria-label={t('media.focus')} aria-describedby={hint}
                    aria-valuemin={-100} aria-valuemax={100} aria-valuenow={Math.round(focus.x * 100)}
                    aria-valuetext={t('media.focusAt', { x: percent(focus.x), y: percent(-focus.y) })} onKeyDown={pressed} />
            </div>
            <p id={hint} className={s.hint}>{t('media.focusHint')}</p>
            <div className={s.crops} aria-hidden="true">
                {[16 / 9, 1].map(ratio => film ? null
                    : <img key={ratio} src={url} alt="" className={s.crop} style={{ aspectRatio: String(ratio), objectPosition: positionOf(focus) }} />)}
            </div>
        </div>
    );
}

/** Words for those who do not see it, and what crops keep in sight. */
export default function Details({ upload, called, onClose, withFocus }: Props) {
    const t = useText();
    const format = useFormat();
    const problemText = useProblemText();
    const [words, setWords] = useState(upload.description), [focus, setFocus] = useState(upload.focus ?? MIDDLE);
    const form = useId(), box = useRef<HTMLFormElement>(null);
    const url = upload.preview ?? upload.medium?.url ?? null, left = MOST - [...words].length;
    const save = () => {
        if (left < 0)
            return;
        onClose();
        void uploads().describe(upload.key, { description: words, focus: withFocus ? focus : null })
            .then(problem => problem && toast(problemText(problem), { failed: true }));
    };

    /* A composer below it keeps the focus until this dialog has begun: later than autoFocus. */
    useEffect(() => {
        const soon = requestAnimationFrame(() => box.current?.querySelector('textarea')?.focus());
        return () => cancelAnimationFrame(soon);
    }, []);

    /* It stands within a composer, whose keys are not meant. */
    const pressed = (event: KeyboardEvent) => {
        if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey))
            return;
        event.preventDefault();
        event.stopPropagation();
        save();
    };

    return (
        <Dialog title={called} isOpen onClose={onClose} sticky page
            footer={<><Button onPress={onClose}>{t('media.notNow')}</Button><Button kind="primary" type="submit" form={form}>{t('media.done')}</Button></>}>
            <form ref={box} id={form} className={s.details} onKeyDown={pressed} onSubmit={event => { event.preventDefault(); event.stopPropagation(); save(); }}>
                <TextArea label={t('media.words')} hint={t('media.wordsHint')} value={words} onChange={setWords} rows={3}
                    error={left < 0 ? t('media.wordsLong', { count: format.number(MOST) }) : undefined} />
                {withFocus && url && <FocusField url={url} film={upload.kind === 'video'} focus={focus} onChange={setFocus} />}
            </form>
        </Dialog>
    );
}
