/*
 * Conversations: the channels of kind direct and group, as somebody has them in a list of their own. A direct one is there once
 * for its two, from whichever side it is begun, however often and at once. One that somebody begins whom the other does not
 * follow is a request, if the other wants that (messaging.h): the maker may send REQUEST_SENDS messages, and the receiver has it
 * apart from all others until they accept it, send into it, or follow its maker.
 */
#pragma once
#include "domain/channel/channel.h"

enum { REQUEST_SENDS = 3 };

struct conversation_wish {
    ids others;                      /* each once, without `me` */
    bool group;
    str name;                        /* of a group: in the form in which it is kept */
};

/*
 * The direct conversation with somebody, or 0: by the rules by which one is begun. ERR_NOT_FOUND user_not_found (also hidden, or
 * blocking `me`); ERR_FORBIDDEN blocking.
 */
err direct_find(ctx *, id me, id other, id *channel);

/* One of the budget conversations_daily; given back if none was made. */
err conversation_rate_take(ctx *, id me);
void conversation_rate_give_back(ctx *, id me);

/*
 * Makes it, all or nothing. What direct_find refuses; of a group also ERR_FORBIDDEN cannot_message; ERR_INVALID too_many_members;
 * ERR_CONFLICT too_many_channels. `*there` is not 0: ERR_CONFLICT without a problem, since somebody made the direct one meanwhile.
 */
err conversation_make(tx *, id me, const struct conversation_wish *, struct channel_kept *out, id *there);

/* ERR_NOT_FOUND channel_not_found unless `me` reads it and it is direct or a group. */
err conversation_seat(ctx *, id me, id channel, struct seat *out);

/* Takes it out of one's own list, and what was said until now out of one's own sight. ERR_NOT_FOUND channel_not_found. */
err conversation_unlist(ctx *, id me, id channel);

/*
 * Conversations in one's list, or the requests to oneself; latest activity first. One that becomes active while somebody pages
 * moves to the front: they may miss it, but never meet one twice. `at` zero: the first page; `next` zero: there is no more.
 */
err conversations_list(ctx *, id me, bool requests, struct activity_place at, i64 skip, i64 most, ids *out, struct activity_place *next);

/* All that one is in, oldest first, listed or not: for the export. */
err conversations_after(ctx *, id me, id after, i64 most, ids *out);

/* ERR_NOT_FOUND channel_not_found; ERR_CONFLICT no_request, unless it was one to `me`. Both in a transaction aside. */
err request_accept(ctx *, id me, id channel);
err request_decline(ctx *, id me, id channel);

/* With which of them does `me` share a direct one that is no request? In the order asked; one statement. */
err conversations_shared(ctx *, id me, ids who, bool *out);
