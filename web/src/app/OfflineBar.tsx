import { CloudOff } from 'lucide-react';
import { useConnectionState, useOnline } from '../data/realtime';
import { useText } from '../data/text';
import { Icon } from '../design';
import s from './OfflineBar.module.css';

/** Says that there is no network; the region is there before it has something to say. */
export function OfflineBar() {
    const online = useOnline();
    const connection = useConnectionState();
    const t = useText();
    const words = !online ? t('app.offline') : connection === 'lost' ? t('app.reconnecting') : null;

    return (
        <div role="status">
            {words && <p className={s.bar}><Icon of={CloudOff} size={18} /><span>{words}</span></p>}
        </div>
    );
}
