/*
 * The mouths: what the hub says, to clients over a WebSocket or a stream of events, and what they ask on a socket.
 * (/ws, /events, /realtime; docs/realtime.md.) A connection opens in the name of a session (open.c), speaks as a socket
 * (socket.c) or a stream (stream.c), and ends with the token or the session that it was opened by (fate.c). What it may ask is
 * in tables: the mouth's own words in commands.c, those of capabilities in their rows (hub/command.h).
 *
 * A connection at rest is its state and nothing else. Its memory is the heap's, since it outlives every request.
 */
#pragma once
#include "api/front/front.h"
#include "base/err.h"
#include "domain/permit/permit.h"
#include "ports/rate.h"
#include "runtime/setting.h"
#include "work/capability.h"

struct realtime;

/* If the program has it. */
err realtime_open(struct world *, struct failure *, struct front *, struct realtime **out);
void realtime_close(struct realtime **);         /* after the loops have stopped */

#define REALTIME_SETTINGS(X) \
    X(realtime_messages_per_second, INT,  "20",  1, 100000, \
      "Messages a second that a socket takes from its client; five times as many at once") \
    X(realtime_messages_per_minute, INT, "60000", 1, 1000000000, \
      "Messages a minute that all sockets from one address may send together; of wider networks more, as of requests") \
    X(realtime_message_max,         SIZE, "64k", 128, 1 << 24, "Largest message that a client may send on /ws") \
    X(sockets_per_user,             INT,  "50",  1, 1000000, "Sockets and streams that one account may have open in one process") \
    X(node_name,                    TEXT, "",    0, 100, "What this process is called in `hello`; default: the host's name and the port")
SETTINGS_DECLARE(realtime_settings, REALTIME_SETTINGS);

#define REALTIME_RATES(X) X(socket_messages, "socket_messages", 60, "realtime_messages_per_minute")
RATES_DECLARE(realtime_rates, REALTIME_RATES);

#define REALTIME_PROBLEMS(X) \
    X(too_many_sockets,  ERR_TOO_MANY, "You have as many sockets and streams open as one person may.") \
    X(too_many_topics,   ERR_INVALID,  "There are more topics than one connection may listen to.") \
    X(too_many_messages, ERR_TOO_MANY, "You send more messages than a socket takes.") \
    X(unknown_type,      ERR_INVALID,  "There is no such type of message.")
PROBLEMS_DECLARE(realtime_problems, REALTIME_PROBLEMS)

/* X(name, word, who, leaving, what it allows): permit.h */
#define REALTIME_PERMISSIONS(X) \
    X(may_listen, "listen", USERS, WHILE_LEAVING, "Open sockets and streams of what happens")
PERMISSIONS_DECLARE(realtime_permissions, REALTIME_PERMISSIONS);

extern const struct capability realtime_capability;
extern const struct route realtime_routes[];
