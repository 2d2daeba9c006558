import { Switcher } from '../switcher/Switcher';
import { NewChannel } from './NewChannel';
import { NewMessage } from './NewMessage';
import { closeDialog, type Which } from './open';

export default function Dialogs({ which }: { which: Which }) {
    switch (which) {
    case 'message': return <NewMessage onClose={closeDialog} />;
    case 'channel': return <NewChannel onClose={closeDialog} />;
    case 'switcher': return <Switcher onClose={closeDialog} />;
    }
}
