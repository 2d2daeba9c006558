/*
 * Settings: what an operator can choose. The core's are declared in the table below, each
 * capability's in a table of its own (setting.h). From them come structs, the parser of flags,
 * environment (KITH_ + name in capitals) and file (name = value), `kith config`, the help and
 * docs/settings.md. Parsed once, checked at the start, never changed after.
 *
 * Order: default, then file, then environment, then flag.
 */
#pragma once
#include "base/err.h"
#include "runtime/setting.h"

/* X(name, kind, standard, least, most, help, ...), as in setting.h. What several rooms or capabilities ask for is here. */
#define SETTINGS(X) \
    X(listen,            TEXT,   "127.0.0.1:8080", 0, 0, "Address and port to listen on; [::]:8080 for all of IPv6 and IPv4") \
    X(tls,               TEXT,   "",               0, 0, \
      "Certificates for HTTPS: chain.pem:key.pem, several comma-separated; the first serves names that none has; SIGHUP reads " \
      "them again") \
    X(tls_listen,        TEXT,   "",               0, 0, \
      "Address and port for HTTPS beside plain HTTP; without it, `listen` itself speaks TLS once `tls` names certificates") \
    X(https_redirect,    BOOL,   "off",            0, 1, \
      "Plain requests are sent to the same address over HTTPS, all but health checks and metrics") \
    X(hsts,              TIME,   "0",              0, 3650 * 86400000ll, "Time for which browsers are told to come over HTTPS only; 0: not told") \
    X(data,              TEXT,   "./data",         0, 0, "Folder for the database, files and keys; made when missing") \
    X(store,             URL,    "sqlite",         0, 0, "sqlite, or postgres://user:password@host/database") \
    X(roles,             TEXT,   "all",            0, 0, "What this process does: all, or some of api,worker", .some_of = "api,worker") \
    X(limits,            BOOL,   "on",             0, 1, \
      "Rate limits, and the bound of connections from one address; off only for tests and benchmarks") \
    X(loops,             INT,    "0",              0, 256, "Event loops; 0 is one for each processor") \
    X(access_log,        TEXT,   "auto",           0, 0, \
      "A line for each request: on (JSON), short (for reading along), off; auto is off where standard error is a terminal, else on", .words = "auto,on,short,off") \
    X(log_level,         TEXT,   "info",           0, 0, "debug, info, warn or error", .words = "debug,info,warn,error") \
    X(public_url,        URL,    "",               0, 0, \
      "Where clients reach this server, https://kith.example, for links in letters and sign-in by others; default: as each " \
      "request says, and in letters, which no request may lead astray, the address it listens on") \
    X(instance_name,     TEXT,   "",               0, 60, \
      "What this instance is called, in letters, on its pages and in tokens; default: the host of public_url, else Kith") \
    X(metrics_listen,    TEXT,   "",               0, 0, "Address and port for metrics alone, beside health, in plain text; then they are nowhere else") \
    X(metrics_token,     SECRET, "",               0, 0, "What a caller of /metrics has to send as Authorization: Bearer; default: anybody may ask") \
    X(cors_origins,      URLS,   "",               0, 0, "Origins that browsers may call from, comma-separated; * for any") \
    X(web_root,          TEXT,   "",               0, 0, \
      "Folder of a website to serve at / in place of the built-in page; opened once, at the start") \
    X(trusted_proxies,   TEXT,   "",               0, 0, \
      "Addresses or networks (10.0.0.0/8) whose Forwarded and X-Forwarded-For are believed, comma-separated") \
    X(proxy_protocol,    BOOL,   "off",            0, 1, \
      "Connections from trusted_proxies begin with a PROXY head (version 1 or 2) that names the client; from elsewhere there is " \
      "none") \
    X(clock_patience,    TIME,   "10m",            0, 86400000, "Time for which a jump of the system's clock has to last before it is followed, and before which a start erases nobody") \
    X(refresh_ttl,       TIME,   "30d",            1000, 400 * 86400000ll, "Time without use after which a session and its refresh token end") \
    X(secret_key,        SECRET, "",               0, 0, "32 bytes in hex that encrypt what is kept for others; default: a file in the data folder") \
    X(rate_per_minute,   INT,    "100",            1, 1000000000, "Requests a minute for one user or address") \
    X(rate_per_hour,     INT,    "1000",           1, 1000000000, "Requests an hour for one user or address") \
    X(accounts_per_address,    INT, "50",          1, 1000000, \
      "As much as so many users may ask for comes at most from all the users of one address together") \
    X(bad_tokens_per_address,  INT, "1000",        1, 1000000000, \
      "Tokens that are none from one address in a minute; then no token is looked at that comes from there") \
    X(max_body,          SIZE,   "1m",             1024, 1 << 30, "Largest request body, unless a route says more") \
    X(max_headers,       SIZE,   "32k",            8192, 1 << 20, "Largest header section of a request") \
    X(max_connections,   INT,    "18000",          1, 1000000, "Connections at once; further ones wait to be accepted") \
    X(max_connections_per_address, INT, "2000",    1, 1000000, \
      "Connections at once from one address (of IPv6: one /64); further ones are refused; trusted_proxies may have any number, " \
      "and unless this is set so may this machine itself") \
    X(max_fibers,        INT,    "4096",           8, 30000, "Requests under way at once on one loop, beside what the server does by itself; further ones wait") \
    X(max_fibers_per_address, INT, "0",            0, 30000, \
      "Of them, those for one address (of IPv6: one /64), however many proxies are between; further ones wait for their turn; 0 is a quarter") \
    X(max_streams,       INT,    "128",            1, 1000, "Requests under way at once on one HTTP/2 connection") \
    X(output_budget,     SIZE,   "128m",           1 << 20, (i64)1 << 40, \
      "Memory that answers which wait for their clients may take in all; past it requests of clients that do not read wait, too") \
    X(handshake_timeout, TIME,   "10s",            100, 3600000, "Time for the handshake of TLS") \
    X(header_timeout,    TIME,   "30s",            100, 3600000, "Time for a request's header section to arrive, and for the PROXY head before it") \
    X(body_timeout,      TIME,   "30s",            100, 3600000, "Time a body may stand still") \
    X(body_rate,         SIZE,   "500",            1, 1 << 30, "Octets a second that a body has to bring, on the whole") \
    X(body_deadline,     TIME,   "5m",             100, 86400000, "Time in which a whole body, or message of a WebSocket, has to come; uploads of files need only keep body_rate") \
    X(body_budget,       SIZE,   "256m",           64 << 10, (i64)1 << 40, \
      "Memory for bodies of requests that are on their way, of the process; one address gets a quarter of it; past it they are refused: 503") \
    X(write_timeout,     TIME,   "30s",            100, 3600000, "Time an answer may wait for a client that does not read") \
    X(write_rate,        SIZE,   "500",            1, 1 << 30, "Octets a second that a client has to take of an answer that waits for it, on the whole") \
    X(idle_timeout,      TIME,   "75s",            100, 86400000, "Time a connection may stay without a request") \
    X(request_timeout,   TIME,   "30s",            100, 3600000, "Time a request may take to answer") \
    X(ws_message_max,    SIZE,   "1m",             128, 1 << 30, "Largest message that a WebSocket client may send") \
    X(ws_ping,           TIME,   "30s",            0, 86400000, \
      "Time between pings to WebSocket clients; one that says nothing until the next is dropped; 0 asks nobody") \
    X(ws_buffer,         SIZE,   "1m",             4096, 1 << 30, \
      "Output that may wait for one client of a WebSocket or event stream before it is dropped") \
    X(sse_heartbeat,     TIME,   "15s",            100, 86400000, "Time between comments that keep an event stream alive") \
    X(drain_timeout,     TIME,   "8s",             0, 600000, "Time that requests get to finish at a stop") \
    X(cache_size,        SIZE,   "64m",            0, (i64)1 << 40, "Memory for the in-process cache") \
    X(sqlite_cache,      SIZE,   "8m",             64 << 10, (i64)1 << 40, "Page cache of each SQLite connection") \
    X(read_budget,       INT,    "100000",         100, 1000000000, "Steps a read may take on the loop before it moves to the reader pool") \
    X(statement_timeout, TIME,   "10s",            10, 3600000, "Time that one statement may take") \
    X(postgres_pool,     INT,    "8",              1, 512, "PostgreSQL connections of each loop; the process has one more, which hears notices") \
    X(outgoing_timeout,  TIME,   "10s",            100, 600000, "Time that a call to another server may take") \
    X(outgoing_ca,       TEXT,   "",               0, 0, "File of certificates (PEM) that calls to other servers trust besides the system's") \
    X(outgoing_inside,   TEXT,   "",               0, 0, \
      "Hosts and networks (intranet.example, 10.1.0.0/16) that calls may reach although their addresses are inside, " \
      "comma-separated") \
    X(mail,              URL,    "",               0, 0, \
      "Where mail goes: smtp://user:password@host:port or smtps://..., file:FOLDER, or nothing: files in the data folder, for " \
      "development; smtp:// uses TLS when the server offers it, and insists on it with ?tls=require or a password; ?tls=off " \
      "never does") \
    X(mail_from,         TEXT,   "kith@localhost", 0, 0, "Whom mail is from: an address, with a name before it in <>, or without: then instance_name stands there") \
    X(event_retention,   TIME,   "168h",           60000, 3650 * 86400000ll, "Time that events are kept for readers to resume")

enum setting_index {
#define X(name, ...) SETTING_##name,
    SETTINGS(X)
#undef X
    SETTING_COUNT
};

/* One that is declared, and whose struct it is in: NULL is the core's. */
struct setting_slot { const struct setting *is; void *in; };

struct settings {
    SETTINGS(SETTING_MEMBER_)
    struct setting_slot *all;        /* the core's first, in the order of enum setting_index */
    enum setting_source *sources;    /* of each, likewise */
    size_t count;
    struct arena *arena;
};

/* The core's; then each capability's. ERR_INVALID: there is a setting of that name already. */
void settings_defaults(struct settings *, struct arena *);
err settings_bring(struct settings *, struct failure *, const struct settings_group *);
/* Each: ERR_INVALID with a failure that names the setting, the value, and what is taken. */
err settings_set(struct settings *, struct failure *, str name, str value, enum setting_source);
err settings_read_file(struct settings *, struct failure *, str path);
err settings_read_text(struct settings *, struct failure *, str text, str path);       /* what such a file holds */
err settings_read_environment(struct settings *, struct failure *, char **environ);
bool role_taken(const struct settings *, str role);          /* does this process do that: "api", "worker"? */
str instance_name(const struct settings *);      /* never empty */
const char *setting_near(const struct settings *, str name);         /* the name most like it, or NULL */
bool setting_number(const struct settings *, const char *name, i64 *out);          /* of a setting that is an INT; false: there is none */

/*
 * What may be shown of a setting's value, or of a part of it, by its kind; all that says one goes through it. The words that are
 * hidden so are hidden in every message and log too (base/mask.h), whoever put them there.
 */
str setting_shown(struct arena *, enum setting_kind, str text);
bool setting_address_reads(str text);            /* scheme://user:password@host:port/..., without doubt where its password ends */
str word_shown(str word);                        /* of a command line or a file: what looks like a name, else *** */
str setting_name_shown(str name);                /* the name in name=value, once the value reads as it should: letters, digits, - and _, else *** */
struct mask;
void settings_hide(const struct settings *, struct mask *);

struct buf;
void settings_document(const struct settings *, struct buf *);       /* docs/settings.md */
void settings_print(const struct settings *, struct buf *);          /* name, value, source, default, variable and help of each; secrets as *** */
void settings_json(const struct settings *, struct buf *);           /* the same as an array of objects */
