import { useEffect } from 'react';
import { Download } from 'lucide-react';
import { useFormat } from '../../../data/format';
import { useEvent } from '../../../data/realtime';
import { rest } from '../../../data/rest';
import { useText, useWords } from '../../../data/text';
import { Button, LinkButton, Problem } from '../../../design';
import { Loaded, useAsked } from '../parts/asked';
import { Group } from '../parts/Group';
import { useSave } from '../parts/saved';
import { sizeText } from '../../../data/size';
import s from '../parts/Parts.module.css';

interface Export {
    id: string;
    state: 'waiting' | 'running' | 'ready' | 'failed';
    progress: number;
    size: number | null;
    created_at: string;
    expires_at: string | null;
}

const ASK_AGAIN_MS = 2_000;

/** A copy of everything. */
export function YourData() {
    const asked = useAsked<Export[]>('/users/me/exports?limit=1');
    const save = useSave();
    const t = useText();
    const last = asked.answer?.ok ? asked.answer.data[0] : undefined;
    const underWay = last?.state === 'waiting' || last?.state === 'running';
    const start = async () => {
        const answer = await save(rest.post<Export>('/users/me/exports'));

        if (answer.ok)
            asked.set([answer.data]);
    };

    useEvent('export_ready', asked.load);
    useEffect(() => {
        const timer = underWay ? setTimeout(asked.load, ASK_AGAIN_MS) : undefined;
        return () => clearTimeout(timer);
    }, [underWay, last, asked.load]);
    return (
        <Group title={t('settings.export')} words={t('settings.exportWords')}>
            <Loaded of={asked}>{() => last && <State of={last} />}</Loaded>
            <Button kind={last ? 'quiet' : 'primary'} busy={underWay} onPress={() => void start()}>{t('settings.exportMine')}</Button>
        </Group>
    );
}

function State({ of: { id, state, progress, size, created_at, expires_at } }: { of: Export }) {
    const { language } = useWords();
    const format = useFormat();
    const t = useText();

    if (state === 'failed')
        return <Problem small words={t('settings.exportFailed')} />;
    if (state !== 'ready')
        return (
            <div className={s.links}>
                <p role="status">{t('settings.exportRuns', { percent: format.number(progress) })}</p>
                <progress className={s.bar} max={100} value={progress} aria-label={t('settings.export')} />
            </div>
        );
    return (
        <div className={s.links}>
            <p role="status">{t('settings.exportReady', { date: format.time(created_at, 'full'), size: sizeText(language, size ?? 0) })}</p>
            <p><LinkButton kind="primary" icon={Download} to={`/api/v1/users/me/exports/${id}/file`} download>{t('settings.download')}</LinkButton></p>
            {expires_at && <p className={s.under}>{t('settings.exportUntil', { date: format.time(expires_at, 'full') })}</p>}
        </div>
    );
}
