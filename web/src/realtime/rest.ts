import type { Command } from './commands.js';
import type { Ack, Refusal } from './events.js';
import { address, headersOf, retryMsOf, type Credentials, type Http } from './transport.js';

/* Commands as calls of REST, for a connection that has but one way. Their answers are what a socket would say. */

type Call = [method: string, path: string, body?: object];

/* What REST has no word for: nothing is done, and that is well. */
const NOTHING: Call = ['', ''];

function call(command: Command): Call {
    const message = 'messageId' in command ? `/messages/${encodeURIComponent(command.messageId)}` : '';
    const channel = 'channelId' in command ? `/channels/${encodeURIComponent(command.channelId)}` : '';
    const reaction = 'emoji' in command ? `${message}/reactions/${encodeURIComponent(command.emoji)}` : '';
    switch (command.type) {
    case 'send': return ['POST', `${channel}/messages`, {
        content: command.content, message_type: command.messageType, media_ids: command.mediaIds, reply_to_id: command.replyToId,
        thread_root_id: command.threadRootId, forward_of: command.forwardOf, client_ref: command.clientRef,
    }];
    case 'edit': return ['PATCH', message, { content: command.content }];
    case 'delete': return ['DELETE', message];
    case 'react': return ['PUT', reaction];
    case 'unreact': return ['DELETE', reaction];
    case 'read': return ['PUT', `${channel}/read`, { message_id: command.messageId }];
    case 'typing': return ['POST', `${channel}/typing`, { is_typing: command.typing }];
    case 'presence': return command.status.endsWith('visible') ? ['PATCH', '/users/me/messaging', { presence: command.status }] : NOTHING;
    default: throw new TypeError(`${command.type} needs a socket`);
    }
}

interface Found {
    id?: string;
    channel_id?: string;
    last_read_seq?: number;
    seq?: number;
    client_ref?: string | null;
    created_at?: string;
    unread_count?: number;
    mention_count?: number;
    code?: string;
    detail?: string;
}

function acknowledged(command: Command, status: number, answer: Found): Ack {
    return {
        type: 'ack', ref: command.ref!, channelId: answer.channel_id, messageId: answer.id ?? ('messageId' in command ? command.messageId : undefined),
        seq: answer.seq ?? answer.last_read_seq, clientRef: answer.client_ref, createdAt: answer.created_at,
        duplicate: command.type === 'send' ? status === 200 : undefined,
        unreadCount: answer.unread_count, mentionCount: answer.mention_count,
    };
}

/* A server that cannot be reached, or is in trouble, may be asked again. */
const TROUBLE_MS = 3000;

function refused(command: Command, code: string, detail: string, retryMs?: number): Refusal {
    return { type: 'error', code, ref: command.ref ?? null, detail, retryMs };
}

/* A token that is old is renewed with the connection; a ticket opens that and no more. */
function passes({ status }: Response, credentials: Credentials): boolean {
    return status >= 500 || status === 401 && !('ticket' in credentials);
}

async function answered(command: Command, answer: Response, credentials: Credentials): Promise<Ack | Refusal> {
    const body = await answer.json().catch(() => ({})) as Found;
    if (answer.ok)
        return acknowledged(command, answer.status, body);
    const wait = retryMsOf(answer) ?? (passes(answer, credentials) ? TROUBLE_MS : undefined);
    return refused(command, body.code ?? `http_${answer.status}`, body.detail ?? answer.statusText, wait);
}

export async function ask(http: Http, credentials: Credentials, command: Command, signal: AbortSignal): Promise<Ack | Refusal> {
    const [method, path, body] = call(command);
    if (!method)
        return acknowledged(command, 204, {});
    const headers = { ...headersOf(credentials), ...body && { 'Content-Type': 'application/json' } };
    try {
        return await answered(command, await http.fetch(address(http.base, path), {
            method, headers, credentials: 'include', signal, body: body && JSON.stringify(body),
        }), credentials);
    } catch (problem) {
        return refused(command, 'unreachable', String(problem), TROUBLE_MS);
    }
}
