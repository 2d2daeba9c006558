import { useState } from 'react';
import { Trash2 } from 'lucide-react';
import { useFailure } from '../../../app/failure';
import { useFormat } from '../../../data/format';
import { mediumOf, type RestMedium } from '../../../data/media/medium';
import { rest } from '../../../data/rest';
import { sizeText } from '../../../data/size';
import { useText, useWords } from '../../../data/text';
import { Button, IconButton, Time } from '../../../design';
import { Picture } from '../../media/show/Picture';
import { Loaded, useAsked } from '../parts/asked';
import { Group } from '../parts/Group';
import { saySaved } from '../parts/saved';
import s from './Storage.module.css';

interface Part { count: number; bytes: number }
interface Usage {
    bytes: number;
    reserved: number;
    quota: number | null;
    count: number;
    unattached: Part;
    by_kind: Record<'image' | 'video' | 'audio' | 'voice' | 'file', Part>;
}
type Own = RestMedium & { bytes: number; created_at: string; references: number };

const KINDS = ['image', 'video', 'audio', 'voice', 'file'] as const;
const NAMES = { image: 'media.pictures', video: 'media.films', audio: 'media.sounds', voice: 'media.voices', file: 'media.files' } as const;

function Bar({ usage: { bytes, reserved, quota } }: { usage: Usage }) {
    const t = useText();
    const { language } = useWords();
    const used = sizeText(language, bytes);

    return (
        <div className={s.used}>
            <p className={s.sum}>{quota === null ? t('media.used', { used }) : t('media.usedOf', { used, quota: sizeText(language, quota) })}</p>
            {quota !== null && <meter className={s.meter} min={0} max={Math.max(quota, 1)} high={quota * 0.9} value={Math.min(bytes, quota)} aria-label={t('media.storage')} />}
            {reserved > 0 && <p className={s.small}>{t('media.reserved', { size: sizeText(language, reserved) })}</p>}
        </div>
    );
}

function Kinds({ usage }: { usage: Usage }) {
    const t = useText();
    const format = useFormat();
    const { language } = useWords();

    return (
        <table className={s.kinds}>
            <caption className={s.unseen}>{t('media.byKind')}</caption>
            <thead><tr><th scope="col">{t('media.kind')}</th><th scope="col">{t('media.howMany')}</th><th scope="col">{t('media.howMuch')}</th></tr></thead>
            <tbody>
                {KINDS.map(kind => (
                    <tr key={kind}><th scope="row">{t(NAMES[kind])}</th><td>{format.number(usage.by_kind[kind].count)}</td>
                        <td>{sizeText(language, usage.by_kind[kind].bytes)}</td></tr>
                ))}
            </tbody>
        </table>
    );
}

/** Files that nothing refers to: they go by themselves, or now. */
function Loose({ onChanged }: { onChanged: () => void }) {
    const t = useText();
    const failed = useFailure();
    const { language } = useWords();
    const asked = useAsked<Own[]>('/media?attached=false');
    const remove = async (id: string) => {
        const answer = await rest.delete(`/media/${id}`);
        if (!answer.ok)
            return failed(answer.problem);
        saySaved();
        asked.load();
        onChanged();
    };

    return (
        <Loaded of={asked}>
            {all => all.length ? (
                <ul className={s.loose} aria-label={t('media.loose')}>
                    {all.map(one => {
                        const name = one.filename ?? t(one.kind === 'image' ? 'media.picture' : one.kind === 'video' ? 'media.film' : one.kind === 'file' ? 'media.file' : 'media.sound');
                        return (
                            <li key={one.id} className={s.row}>
                                <span className={s.face}>{(one.kind === 'image' || one.kind === 'video') && <Picture medium={mediumOf(one)} wide="48px" />}</span>
                                <span className={s.words}><bdi>{name}</bdi><span className={s.small}>{sizeText(language, one.bytes)} · <Time at={one.created_at} /></span></span>
                                <IconButton icon={Trash2} tone="danger" label={t('media.deleteOne', { name })} onPress={() => void remove(one.id)} />
                            </li>
                        );
                    })}
                </ul>
            ) : <p className={s.small}>{t('media.noLoose')}</p>}
        </Loaded>
    );
}

/** How much room one's files take. */
export default function Storage() {
    const t = useText();
    const asked = useAsked<Usage>('/users/me/usage');
    const [loose, setLoose] = useState(false);

    return (
        <>
            <Group>
                <Loaded of={asked}>{usage => <><Bar usage={usage} /><Kinds usage={usage} /></>}</Loaded>
            </Group>
            <Group title={t('media.loose')} words={t('media.looseWords')}>
                {loose ? <Loose onChanged={asked.load} /> : <Button onPress={() => setLoose(true)}>{t('media.showLoose')}</Button>}
            </Group>
        </>
    );
}
