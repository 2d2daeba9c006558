import { useLocation } from 'wouter';
import { useViewer } from '../../../data/viewer';
import { ConfirmBar } from './ConfirmBar';
import { LeavingBar } from './LeavingBar';

/** While the account still needs something: to be kept, or its address confirmed. The first steps have enough to ask. */
export function DoorBar() {
    const account = useViewer()?.account;
    const [path] = useLocation();

    if (path.startsWith('/welcome'))
        return null;
    if (account?.deletesAt)
        return <LeavingBar deletesAt={account.deletesAt} />;
    return account?.email && !account.emailConfirmed && <ConfirmBar email={account.email} />;
}
