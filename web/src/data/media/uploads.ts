/* The page's own list of what is attached, and how components look at it. */
import { create } from 'zustand';
import { rest } from '../rest';
import { viewerNow } from '../viewer';
import { uploadsOf } from './kept';
import { mediaNews } from './news';
import { idIn, type Upload } from './upload';
import { UploadList } from './upload-list';
import { wire } from './wire';

const useStore = create<{ uploads: readonly Upload[] }>(() => ({ uploads: [] }));
let own: UploadList | null = null;

function begun(): UploadList {
    const list = new UploadList({
        wire, rest, news: mediaNews, wait: ms => new Promise(resolve => setTimeout(resolve, ms)), previewOf: file => URL.createObjectURL(file),
        storage: uploadsOf(viewerNow()?.id ?? ''), told: all => useStore.setState({ uploads: all }),
    });

    addEventListener('online', () => list.wake());
    return list;
}

export const uploads = (): UploadList => own ??= begun();

/** Of those that the server has whole. */
export function readyIds(keys: readonly string[]): string[] {
    return keys.flatMap(key => uploads().of(key)?.state === 'ready' ? uploads().of(key)!.mediaId! : idIn(key) ?? []);
}

/** Whether one of them cannot be sent as it is. */
export const hasFailed = (keys: readonly string[]): boolean =>
    keys.some(key => uploads().of(key)?.state === 'failed' && uploads().of(key)!.problem?.code !== 'offline');

/** Those of the keys, in their order; what is not known (yet) is left out. */
export function useUploads(keys: readonly string[]): readonly Upload[] {
    const all = useStore(state => state.uploads);

    return keys.flatMap(key => all.find(one => one.key === key) ?? []);
}
