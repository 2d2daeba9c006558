import { useViewer } from '../../../data/viewer';
import { ConfirmBar } from './ConfirmBar';
import { LeavingBar } from './LeavingBar';

/** Above every page, while the account still needs something: to be kept, or its address confirmed. */
export function DoorBar() {
    const account = useViewer()?.account;

    if (account?.deletesAt)
        return <LeavingBar deletesAt={account.deletesAt} />;
    return account?.email && !account.emailConfirmed && <ConfirmBar email={account.email} />;
}
