import { useEffect, useRef, useState } from 'react';
import { Send, Trash2 } from 'lucide-react';
import { useFormat } from '../../../data/format';
import { useText } from '../../../data/text';
import { Button, IconButton, Problem } from '../../../design';
import { clockOf } from '../show/player';
import { microphone } from './microphone';
import { Recording, type Recorded, type Shown } from './recording';
import s from './Recorder.module.css';

interface Props {
    onClose: () => void;
    onRecorded: (recorded: Recorded) => void;
}

const BEGINNING: Shown = { state: 'asking', seconds: 0, levels: [] };

/** In the place of the field for words, while somebody speaks. */
export default function Recorder({ onClose, onRecorded }: Props) {
    const t = useText();
    const format = useFormat();
    const [shown, setShown] = useState(BEGINNING);
    const recording = useRef<Recording | null>(null);
    const { state, seconds, levels } = shown;

    useEffect(() => {
        const begun = recording.current = new Recording(microphone, setShown);
        void begun.begin();
        return () => begun.cancel();
    }, []);
    const done = async () => {
        const recorded = await recording.current!.end();
        onClose();
        if (recorded)
            onRecorded(recorded);
    };

    if (state === 'refused' || state === 'missing')
        return (
            <div className={s.recorder} role="group" aria-label={t('media.recording')}>
                <Problem small words={t(state === 'refused' ? 'media.microphoneRefused' : 'media.microphoneMissing')} />
                <Button size="small" onPress={onClose}>{t('media.notNow')}</Button>
            </div>
        );
    return (
        <div className={s.recorder} role="group" aria-label={t('media.recording')} onKeyDown={event => event.key === 'Escape' && onClose()}>
            <IconButton icon={Trash2} label={t('media.throwAway')} onPress={onClose} />
            <p role="status" className={s.words}>{t(state === 'asking' ? 'media.microphoneAsked' : 'media.recordingNow')}</p>
            <span className={s.levels} aria-hidden="true">{levels.map((level, n) => <span key={n} style={{ blockSize: `${Math.max(8, level * 100)}%` }} />)}</span>
            <span className={s.clock} role="timer">{clockOf(seconds, format.number)}</span>
            <button type="button" autoFocus className={s.send} aria-label={t('media.sendVoice')} aria-disabled={state === 'asking' || undefined} onClick={() => void done()}>
                <Send size={18} aria-hidden="true" />
            </button>
        </div>
    );
}
