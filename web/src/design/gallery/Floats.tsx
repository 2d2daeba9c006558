import { useState } from 'react';
import { Copy, Pencil, Smile, Trash2 } from 'lucide-react';
import { Button } from '../Button';
import { Confirm } from '../Confirm';
import { Dialog } from '../Dialog';
import { IconButton } from '../IconButton';
import { Menu } from '../Menu';
import { Popover } from '../Popover';
import { TextField } from '../TextField';
import { toast } from '../toast';
import { Part } from './Part';
import s from './Gallery.module.css';

export function Floats() {
    const [open, setOpen] = useState<'dialog' | 'page' | 'confirm' | null>(null);
    const [name, setName] = useState('');
    const close = () => setOpen(null);

    return (
        <Part title="What floats">
            <div className={s.row}>
                <Menu label="More" trigger={<Button>Menu</Button>} items={[
                    { id: 'edit', label: 'Edit', icon: Pencil }, { id: 'copy', label: 'Copy link', hint: 'To share it elsewhere', icon: Copy, checked: true },
                    { id: 'not', label: 'Not now', disabled: true }, 'line', { id: 'delete', label: 'Delete', icon: Trash2, danger: true },
                ]} />
                <Popover label="React" trigger={<IconButton icon={Smile} label="React" />}>
                    {shut => <div className={s.row}>{['👍', '❤️', '😄'].map(one => <IconButton key={one} icon={Smile} label={one} onPress={shut} />)}</div>}
                </Popover>
                <Button onPress={() => setOpen('dialog')}>Dialog</Button>
                <Button onPress={() => setOpen('page')}>Page on phones</Button>
                <Button onPress={() => setOpen('confirm')}>Confirm</Button>
                <Button onPress={() => toast('Post deleted', { undo: () => toast('It is back') })}>Toast</Button>
                <Button onPress={() => toast('The post was not sent. Check your connection and try again.', { failed: true })}>Failure</Button>
            </div>
            <Dialog title="Edit profile" isOpen={open === 'dialog' || open === 'page'} onClose={close} page={open === 'page'}
                footer={<><Button onPress={close}>Cancel</Button><Button kind="primary" onPress={close}>Save</Button></>}>
                <TextField label="Display name" value={name} onChange={setName} />
            </Dialog>
            <Confirm title="Delete this post?" words="Its 12 comments go with it." action="Delete post" isOpen={open === 'confirm'} onClose={close} onConfirm={close} />
        </Part>
    );
}
