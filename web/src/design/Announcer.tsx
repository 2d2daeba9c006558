import { useAnnounced } from './announce';
import s from './VisuallyHidden.module.css';

/** The live regions of `announce`. */
export function Announcer() {
    const { status, alert } = useAnnounced();

    return (
        <div data-react-aria-top-layer="true">
            <div role="status" className={s.hidden}><span key={status.count}>{status.text}</span></div>
            <div role="alert" className={s.hidden}><span key={alert.count}>{alert.text}</span></div>
        </div>
    );
}
