import { MessageLog } from '../log/MessageLog';
import { WriteHere } from '../write/WriteHere';

/** A message and what was said about it. */
export function Thread() {
    return (
        <>
            <MessageLog focus={null} />
            <WriteHere />
        </>
    );
}
