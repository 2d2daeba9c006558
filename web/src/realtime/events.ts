/**
 * What the server says, as one union: `event.type` tells them apart. Ids are strings, times RFC 3339. A durable event has a `cursor`,
 * by which repeats are known; one without is best effort, and may be missed.
 */

interface Durable { cursor: string }

export type ChannelKind = 'public' | 'private' | 'group' | 'direct';
export type Role = 'owner' | 'admin' | 'member';
export type MessageType = 'text' | 'image' | 'video' | 'audio' | 'file' | 'payment' | 'system';

/* ---- messages ---- */

/** Of a client that asked for content. */
interface Content {
    content?: string | null;
    messageType?: MessageType;
    mediaIds?: string[];
    createdAt?: string;
    /** Its text is another message's: fetched, it says whose. */
    forwarded?: true;
    deleted?: true;
}

interface OfMessage { channelId: string; messageId: string; seq: number; from: string }
interface NewMessage extends OfMessage, Content, Durable {
    threadRootId: string | null;
    replyToId: string | null;
    mention: boolean;
    clientRef?: string | null;
}

export interface Dm extends NewMessage { type: 'dm'; kind: ChannelKind }
export interface ChannelMessage extends NewMessage { type: 'channel_message' }
export interface MessageEdited extends OfMessage, Content, Durable { type: 'message_edited' }
export interface MessageDeleted extends Durable { type: 'message_deleted'; channelId: string; messageId: string; seq: number; by: string }
export interface ReactionChanged extends Durable {
    type: 'reaction_added' | 'reaction_removed';
    channelId: string;
    messageId: string;
    emoji: string;
    userId: string;
    count: number;
}
export interface MessagePinned extends Durable {
    type: 'message_pinned' | 'message_unpinned';
    channelId: string;
    messageId: string;
    by: string;
}

/* ---- channels ---- */

export interface ChannelJoined extends Durable {
    type: 'channel_joined';
    channelId: string;
    kind: ChannelKind;
    role: Role;
    by: string | null;
}
export interface ChannelLeft extends Durable {
    type: 'channel_left';
    channelId: string;
    kind: ChannelKind;
    reason: 'left' | 'removed' | 'banned' | 'deleted';
    by: string | null;
}
export interface ChannelChanged extends Durable { type: 'channel_changed'; channelId: string; changed: string[]; by: string | null }
export interface MemberEvent extends Durable {
    type: 'member_joined' | 'member_left' | 'member_changed';
    channelId: string;
    userId: string;
    role: Role | null;
    by: string | null;
}
export interface RequestAccepted extends Durable { type: 'request_accepted'; channelId: string; userId: string }

/* ---- people, and what is one's own ---- */

export interface FollowCreated extends Durable { type: 'follow_created'; followerId: string; followingId: string; requested: boolean }
export interface RelationshipChanged extends Durable { type: 'relationship_changed'; userId: string }
export interface ExportReady extends Durable { type: 'export_ready'; exportId: string }
export interface AccountChanged extends Durable { type: 'account_changed'; changed: string[] }
export interface MediaState extends Durable { type: 'media_state'; mediaId: string; state: 'ready' | 'failed' }
export interface Announcement extends Durable { type: 'announcement'; announcementId: string; level: 'info' | 'warning' | 'critical' }

export interface NotificationRaised extends Durable {
    type: 'notification';
    kind: string;
    notificationId: string;
    userId: string | null;
    count: number;
    unreadCount: number;
    [subject: string]: unknown;
}
export interface NotificationsRead extends Durable {
    type: 'notifications_read';
    ids: string[];
    upTo: string | null;
    all: boolean;
    unreadCount: number;
}
export interface NotificationsUnread extends Durable { type: 'notifications_unread'; ids: string[]; unreadCount: number }
export interface NotificationRemoved extends Durable {
    type: 'notification_removed';
    notificationId: string | null;
    unreadCount: number;
}

/* ---- money ---- */

interface OfPayment extends Durable { amount: number | string; currency: string }
export interface PaymentReceived extends OfPayment {
    type: 'payment_received';
    transactionId: string;
    senderId: string | null;
    transactionType: string;
}
export interface PaymentSent extends OfPayment { type: 'payment_sent'; transactionId: string; receiverId: string }
export interface PaymentRequested extends OfPayment { type: 'payment_requested'; requestId: string; senderId: string }
export interface RequestChanged extends Durable { type: 'request_changed'; requestId: string; status: string }
export interface HoldChanged extends Durable { type: 'hold_changed'; holdId: string; status: string }

/* ---- rooms and stories ---- */

export interface RoomChanged extends Durable { type: 'room_changed'; roomId: string; state: string }
export interface RoomSegment extends Durable {
    type: 'room_segment';
    roomId: string;
    seq: number;
    segmentId: string;
    speakerId: string;
    text: string;
    offsetMs: number;
}
export interface SegmentDeleted extends Durable { type: 'segment_deleted'; roomId: string; seq: number }
export interface RoomParticipant extends Durable {
    type: 'room_participant';
    roomId: string;
    userId: string;
    role: string | null;
    muted: boolean;
    selfMuted: boolean;
}
export interface RoomHand extends Durable { type: 'room_hand'; roomId: string; userId: string; raised: boolean }
export interface StageInvite extends Durable { type: 'stage_invite'; roomId: string; by: string }
export interface RoomRemoved extends Durable { type: 'room_removed'; roomId: string; reason: 'removed' | 'banned' | 'blocked' | 'hidden' }
export interface DigestReady extends Durable { type: 'digest_ready'; roomId: string; version: number }
export interface RoomCounts { type: 'room_counts'; roomId: string; listenerCount: number; stageCount: number }
export interface RoomReactions { type: 'room_reactions'; roomId: string; counts: Record<string, number> }
export interface RoomSignal {
    type: 'signal';
    roomId: string;
    from: string;
    fromSession: string;
    kind: 'offer' | 'answer' | 'ice' | 'bye';
    data: unknown;
}
export interface StoryEvent { type: 'story_created' | 'story_deleted'; storyId: string; authorId: string }

/* ---- posts ---- */

export interface PostEvent extends Durable {
    type: 'post_created' | 'post_edited' | 'post_deleted';
    postId: string;
    authorId: string;
    boostOf?: string | null;
}
export interface PollEnded extends Durable { type: 'poll_ended'; postId: string }
export interface CommentEvent extends Durable {
    type: 'comment_created' | 'comment_edited' | 'comment_deleted';
    postId: string;
    commentId: string;
    parentCommentId: string | null;
    authorId: string;
}
export interface PostCounts {
    type: 'post_counts';
    postId: string;
    likeCount: number;
    saveCount: number;
    boostCount: number;
    quoteCount: number;
    commentCount: number;
}
export interface PollCounts { type: 'poll_counts'; postId: string }
export interface CommentCounts { type: 'comment_counts'; commentId: string; likeCount: number }

/* ---- who reads, types, is there ---- */

export interface Read {
    type: 'read';
    channelId: string;
    userId: string;
    messageId: string | null;
    seq: number;
    unreadCount?: number;
    mentionCount?: number;
}
export interface UserTyping { type: 'user_typing'; channelId: string; userId: string; typing: boolean; expiresMs: number }
export interface Presence { type: 'presence'; userId: string; status: 'online' | 'away' | 'offline'; lastSeen: string | null }

/** What happened; each durable one comes once, in order. */
export type News =
    | Dm | ChannelMessage | MessageEdited | MessageDeleted | ReactionChanged | MessagePinned
    | ChannelJoined | ChannelLeft | ChannelChanged | MemberEvent | RequestAccepted
    | FollowCreated | RelationshipChanged | ExportReady | AccountChanged | MediaState | Announcement
    | NotificationRaised | NotificationsRead | NotificationsUnread | NotificationRemoved
    | PaymentReceived | PaymentSent | PaymentRequested | RequestChanged | HoldChanged
    | RoomChanged | RoomSegment | SegmentDeleted | RoomParticipant | RoomHand | StageInvite | RoomRemoved | DigestReady
    | RoomCounts | RoomReactions | RoomSignal | StoryEvent
    | PostEvent | PollEnded | CommentEvent | PostCounts | PollCounts | CommentCounts
    | Read | UserTyping | Presence;

/* ---- of the connection itself ---- */

export interface Hello {
    type: 'hello';
    sessionId: string;
    userId: string;
    cursor: string;
    heartbeatMs: number;
    node: string;
    resumed: boolean;
}
export interface Resumed { type: 'resumed'; cursor: string; ref: string | null }
export interface Live { type: 'live'; cursor: string }
/** Too much was missed: fetch lists, histories and counts again. */
export interface Resync { type: 'resync'; reason: 'expired' | 'unknown' | 'too_many'; cursor: string }
export interface Subscribed {
    type: 'subscribed';
    topic: string;
    channelId?: string;
    roomId?: string;
    ref: string | null;
    cursor: string;
}
export interface Unsubscribed { type: 'unsubscribed'; topic: string; channelId?: string; ref?: string | null; reason?: 'gone' }
export interface AuthExpiring { type: 'auth_expiring'; expiresAt: string }
export interface AuthOk { type: 'auth_ok'; expiresAt: string; ref: string | null }
export interface Pong { type: 'pong'; ref: string | null }
export interface Close { type: 'close'; code: number; reason: string }
export interface Ack {
    type: 'ack';
    ref: string;
    channelId?: string;
    messageId?: string;
    seq?: number;
    clientRef?: string | null;
    createdAt?: string;
    duplicate?: boolean;
    unreadCount?: number;
    mentionCount?: number;
    segmentId?: string;
}
export interface Refusal {
    type: 'error';
    code: string;
    ref: string | null;
    detail: string;
    topic?: string;
    channelId?: string;
    retryMs?: number;
}

export type Control =
    | Hello | Resumed | Live | Resync | Subscribed | Unsubscribed | AuthExpiring | AuthOk | Pong | Close | Ack | Refusal;
export type ServerEvent = News | Control;
