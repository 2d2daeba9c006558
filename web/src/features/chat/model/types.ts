/* What REST says of channels, conversations and messages. */
import type { RestMedium } from '../../../data/media/medium';

export interface Person {
    id: string;
    username: string;
    display_name: string | null;
    avatar_url: string | null;
}

export interface Mention { user_id: string; username: string; start: number; end: number }
export interface Reaction { emoji: string; count: number; me: boolean }
export interface Quoted { id: string; seq: number; sender: Person | null; content: string | null; deleted: boolean }
export interface ThreadInfo { reply_count: number; last_reply_at: string | null; last_reply_id: string | null }
export interface Forwarded { message_id: string | null; channel_id: string | null; sender: Person | null; created_at: string }

export type MessageType = 'text' | 'image' | 'video' | 'audio' | 'file' | 'payment' | 'system';
export interface StoryMark { id: string; author_id: string; kind: 'image' | 'video' | 'text'; available: boolean }

export interface Message {
    id: string;
    channel_id: string;
    seq: number;
    sender: Person | null;
    sender_blocked: boolean;
    content: string | null;
    /** As kind of what is attached says, to those who do not see it. */
    message_type: MessageType;
    media: readonly RestMedium[];
    mentions: readonly Mention[];
    reply_to_id: string | null;
    reply_to: Quoted | null;
    thread_root_id: string | null;
    thread: ThreadInfo | null;
    reactions: readonly Reaction[];
    forwarded_from: Forwarded | null;
    /** Of an answer to a story. */
    story?: StoryMark | null;
    client_ref: string | null;
    pinned: boolean;
    is_read: boolean;
    deleted: boolean;
    edited_at: string | null;
    created_at: string;
}

export type Kind = 'public' | 'private' | 'group' | 'direct';
export type Role = 'owner' | 'admin' | 'member';

export interface Channel {
    id: string;
    kind: Kind;
    name: string | null;
    topic: string | null;
    description: string | null;
    avatar_url: string | null;
    owner_id: string | null;
    member_count: number;
    role: Role | null;
    is_member: boolean;
    announcement: boolean;
    slow_mode_seconds: number;
    history: 'full' | 'since_joined';
    archived: boolean;
    last_seq: number;
    last_message: Message | null;
    unread_count: number;
    mention_count: number;
    last_read_seq: number;
    muted: boolean;
    muted_until: string | null;
    visible_from_seq: number;
    pin_count: number;
    request: 'sent' | 'received' | null;
    participants?: readonly Person[];
    created_at: string;
}

export interface Member {
    user_id: string; username: string; display_name: string | null; avatar_url: string | null; role: Role; joined_at: string }
export interface Invite {
    code: string;
    channel_id: string;
    created_by: string;
    expires_at: string | null;
    max_uses: number | null;
    uses: number;
}
export interface InvitePreview {
    code: string;
    channel: { id: string; kind: Kind; name: string | null; topic: string | null; avatar_url: string | null; member_count: number };
}
export interface ReadMark { user_id: string; message_id: string; seq: number }
export interface Version { content: string; created_at: string }

/** Which of the two places a channel stands in. */
export type Place = 'messages' | 'channels';

export const placeOf = (kind: Kind): Place => kind === 'direct' || kind === 'group' ? 'messages' : 'channels';
export const pathOf = ({ id, kind }: { id: string; kind: Kind }): string => `/${placeOf(kind)}/${id}`;
export const nameOf = ({ display_name, username }: Person): string => display_name || username;
