import { useEffect } from 'react';
import { useText } from '../data/text';
import { Button } from '../design';
import { registerWorker, useUpdate } from './register';
import s from './UpdatePrompt.module.css';

/** Says that a new version waits; nobody is interrupted for it. */
export function UpdatePrompt() {
    const update = useUpdate();
    const t = useText();

    useEffect(() => { if (import.meta.env.PROD) void registerWorker(); }, []);
    return (
        <div role="status">
            {update && (
                <p className={s.prompt}>
                    <span>{t('worker.update')}</span>
                    <Button kind="quiet" onPress={update}>{t('worker.reload')}</Button>
                </p>
            )}
        </div>
    );
}
