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

/* X(name, kind, standard, least, most, help, ...), as in setting.h. Settings that several rooms or capabilities use are here. */
#define SETTINGS(X) \
    X(listen,            TEXT,   "127.0.0.1:8080", 0, 0, "Address and port to listen on; [::]:8080 for all of IPv6 and IPv4") \
    X(tls,               TEXT,   "",               0, 0, \
      "Certificates for HTTPS: chain.pem:key.pem, several comma-separated; the first serves names that no other has; SIGHUP reads " \
      "them again") \
    X(tls_listen,        TEXT,   "",               0, 0, \
      "Address and port for HTTPS beside plain HTTP; without it, `listen` itself speaks TLS once `tls` names certificates") \
    X(https_redirect,    BOOL,   "off",            0, 1, \
      "Redirect plain requests to the same address over HTTPS, except health checks and metrics") \
    X(hsts,              TIME,   "0",              0, 3650 * 86400000ll, \
      "Time for which browsers must use HTTPS only (Strict-Transport-Security); 0: no such header") \
    X(data,              TEXT,   "./data",         0, 0, "Folder for the database, files and keys; made if missing") \
    X(store,             URL,    "sqlite",         0, 0, "sqlite, or postgres://user:password@host/database") \
    X(blob,              URL,    "disk",           0, 0, \
      "Where files are: disk (the data folder), or s3://HOST:PORT/BUCKET/PREFIX?region=us-east-1&style=path&tls=on; style=host puts the " \
      "bucket before the host") \
    X(blob_key,          TEXT,   "",               0, 0, "The id of the access key for the bucket") \
    X(blob_secret,       SECRET, "",               0, 0, "The secret of that key") \
    X(blob_public_url,   URL,    "",               0, 0, \
      "Where clients reach the bucket's server, such as https://s3.example, for uploads and downloads past this one; default: as " \
      "blob says") \
    X(roles,             TEXT,   "all",            0, 0, "What this process does: all, or some of api,realtime,worker", \
      .some_of = "api,realtime,worker") \
    X(limits,            BOOL,   "on",             0, 1, \
      "Rate limits, and the limit of connections from one address; off only for tests and benchmarks") \
    X(loops,             INT,    "0",              0, 256, "Event loops; 0: one for each processor") \
    X(access_log,        TEXT,   "auto",           0, 0, \
      "A line for each request: on (JSON), short (for people), off; auto: off if standard error is a terminal, otherwise on", \
      .words = "auto,on,short,off") \
    X(log_level,         TEXT,   "info",           0, 0, "debug, info, warn or error", .words = "debug,info,warn,error") \
    X(public_url,        URL,    "",               0, 0, \
      "Where clients reach this server, such as https://kith.example, for links in letters and sign-in by providers; default: as each " \
      "request says, and in letters, which no request may mislead, the address it listens on") \
    X(media_url,         URL,    "",               0, 0, \
      "Where files of media are, such as https://media.example: another name of this server, or of a cache before it, which serves " \
      "nothing else; default: public_url") \
    X(instance_name,     TEXT,   "",               0, 60, \
      "The name of this instance in letters, on its pages and in tokens; default: the host of public_url, otherwise Kith") \
    X(metrics_listen,    TEXT,   "",               0, 0, \
      "Address and port for metrics and health checks only, without TLS; metrics are then served nowhere else") \
    X(metrics_token,     SECRET, "",               0, 0, \
      "The token that callers of /metrics must send as Authorization: Bearer; default: anybody may read them") \
    X(cors_origins,      URLS,   "",               0, 0, "Origins from which browsers may call, comma-separated; * for any") \
    X(web_root,          TEXT,   "",               0, 0, \
      "Folder of a website to serve at / in place of the built-in page; opened once, at the start") \
    X(trusted_proxies,   TEXT,   "",               0, 0, \
      "Addresses or networks (10.0.0.0/8) whose Forwarded and X-Forwarded-For are trusted, comma-separated") \
    X(proxy_protocol,    BOOL,   "off",            0, 1, \
      "Connections from trusted_proxies begin with a PROXY head (version 1 or 2) that names the client; from elsewhere there is " \
      "none") \
    X(clock_patience,    TIME,   "10m",            0, 86400000, \
      "How long a jump of the system's clock must last before it is followed; after a start, nobody is erased for as long") \
    X(refresh_ttl,       TIME,   "30d",            1000, 400 * 86400000ll, \
      "Time without use after which a session and its refresh token end") \
    X(secret_key,        SECRET, "",               0, 0, \
      "32 bytes in hex that encrypt stored secrets; default: a file in the data folder") \
    X(rate_per_minute,   INT,    "100",            1, 1000000000, "Requests per minute for one user or address") \
    X(rate_per_hour,     INT,    "1000",           1, 1000000000, "Requests per hour for one user or address") \
    X(accounts_per_address,    INT, "50",          1, 1000000, \
      "All users of one address together may make as many requests as this number of users") \
    X(bad_tokens_per_address,  INT, "1000",        1, 1000000000, \
      "Invalid tokens from one address in a minute; past it, tokens from there are not checked") \
    X(max_body,          SIZE,   "1m",             1024, 1 << 30, "Largest request body, unless a route allows more") \
    X(max_headers,       SIZE,   "32k",            8192, 1 << 20, "Largest header section of a request") \
    X(max_connections,   INT,    "18000",          1, 1000000, "Connections at once; further ones wait to be accepted") \
    X(max_connections_per_address, INT, "2000",    1, 1000000, \
      "Connections at once from one address (IPv6: one /64); further ones are refused; trusted_proxies may have any number, " \
      "and so may this machine itself unless this is set") \
    X(max_fibers,        INT,    "4096",           8, 30000, \
      "Requests under way at once on one loop, besides the server's own work; further ones wait") \
    X(max_fibers_per_address, INT, "0",            0, 30000, \
      "Of them, those for one address (IPv6: one /64), also through proxies; further ones wait for their turn; 0: a quarter") \
    X(max_streams,       INT,    "128",            1, 1000, "Requests under way at once on one HTTP/2 connection") \
    X(output_budget,     SIZE,   "128m",           1 << 20, (i64)1 << 40, \
      "Memory for all answers that wait for their clients; past it, requests of clients that do not read wait, too") \
    X(handshake_timeout, TIME,   "10s",            100, 3600000, "Time for the TLS handshake") \
    X(header_timeout,    TIME,   "30s",            100, 3600000, \
      "Time for a request's header section to arrive, and for the PROXY head before it") \
    X(body_timeout,      TIME,   "30s",            100, 3600000, "Time that a body may pause") \
    X(body_rate,         SIZE,   "500",            1, 1 << 30, "Octets per second that a body must bring on average") \
    X(body_deadline,     TIME,   "5m",             100, 86400000, \
      "Time in which a whole body, or a whole WebSocket message, must arrive; file uploads need only keep body_rate") \
    X(body_budget,       SIZE,   "256m",           64 << 10, (i64)1 << 40, \
      "Memory of the process for request bodies that are arriving; one address gets a quarter of it; past it they are refused with 503") \
    X(write_timeout,     TIME,   "30s",            100, 3600000, "Time that an answer may wait for a client that does not read") \
    X(write_rate,        SIZE,   "500",            1, 1 << 30, \
      "Octets per second that a client must read on average of an answer that waits for it") \
    X(idle_timeout,      TIME,   "75s",            100, 86400000, "Time that a connection may stay without a request") \
    X(request_timeout,   TIME,   "30s",            100, 3600000, "Time that a request may take") \
    X(ws_message_max,    SIZE,   "1m",             128, 1 << 30, "Largest message that a WebSocket client may send") \
    X(ws_ping,           TIME,   "30s",            0, 86400000, \
      "Time between pings to WebSocket clients; a client that is silent until the next is dropped; 0: no pings") \
    X(ws_buffer,         SIZE,   "1m",             4096, 1 << 30, \
      "Output that may wait for one client of a WebSocket or event stream before the client is dropped") \
    X(sse_heartbeat,     TIME,   "15s",            100, 86400000, "Time between comments that keep an event stream alive") \
    X(drain_timeout,     TIME,   "8s",             0, 600000, "Time that requests get to finish at a stop") \
    X(cache_size,        SIZE,   "64m",            0, (i64)1 << 40, "Memory for the in-process cache") \
    X(sqlite_cache,      SIZE,   "8m",             64 << 10, (i64)1 << 40, "Page cache of each SQLite connection") \
    X(read_budget,       INT,    "100000",         100, 1000000000, \
      "Steps a read may take on the loop before it moves to the reader pool") \
    X(statement_timeout, TIME,   "10s",            10, 3600000, "Time that one statement may take") \
    X(postgres_pool,     INT,    "8",              1, 512, "PostgreSQL connections of each loop; the process has one more, for notices") \
    X(outgoing_timeout,  TIME,   "10s",            100, 600000, \
      "Time that a call to another server may take; a call to the bucket of `blob` may take longer, if octets keep moving") \
    X(outgoing_ca,       TEXT,   "",               0, 0, \
      "File of certificates (PEM) that calls to other servers trust besides the system's") \
    X(outgoing_inside,   TEXT,   "",               0, 0, \
      "Hosts and networks (intranet.example, 10.1.0.0/16) that calls may reach although their addresses are inside, " \
      "comma-separated") \
    X(mail,              URL,    "",               0, 0, \
      "Where mail goes: smtp://user:password@host:port or smtps://..., file:FOLDER, or nothing: files in the data folder, for " \
      "development; smtp:// uses TLS when the server offers it, and insists on it with ?tls=require or a password; ?tls=off " \
      "never does") \
    X(mail_from,         TEXT,   "kith@localhost", 0, 0, \
      "The sender of mail: an address, or a name with the address in <>; without a name, instance_name is used") \
    X(media_workers,     INT,    "2",              1, 64, "Pictures, films and sounds that are decoded at once, each by a process of its own") \
    X(media_memory,      SIZE,   "512m",           64 << 20, (i64)1 << 36, "Memory of each of these processes") \
    X(media_helper,      TEXT,   "",               0, 0, "The program that decodes media; default: kith-media in the folder of this program") \
    X(ffmpeg,            TEXT,   "auto",           0, 500, \
      "Programs ffmpeg and ffprobe, for films and sounds: auto, as found in PATH; off; or the folder that both are in") \
    X(event_retention,   TIME,   "168h",           60000, 3650 * 86400000ll, "Time for which events are kept for readers to resume") \
    X(event_max_rows,    INT,    "0",              0, 1000000000000, \
      "Events kept at most, the newest; older ones go once everything has been done with them; 0: any number") \
    X(realtime_memory,   SIZE,   "64m",            1 << 20, (i64)1 << 40, \
      "Memory for all output that waits for clients of WebSockets and event streams; past it, those with the most are dropped first")

enum setting_index {
#define X(name, ...) SETTING_##name,
    SETTINGS(X)
#undef X
    SETTING_COUNT
};

/* A declared setting, and the group whose struct it is in; NULL: the core's. */
struct setting_slot { const struct setting *is; void *in; };

struct settings {
    SETTINGS(SETTING_MEMBER_)
    struct setting_slot *all;        /* the core's first, in the order of enum setting_index */
    enum setting_source *sources;    /* of each, in the same order */
    size_t count;
    struct arena *arena;
};

/* The core's; then each capability's. ERR_INVALID: a setting of that name already exists. */
void settings_defaults(struct settings *, struct arena *);
err settings_bring(struct settings *, struct failure *, const struct settings_group *);
/* Each: ERR_INVALID with a failure that names the setting, the value, and the accepted form. */
err settings_set(struct settings *, struct failure *, str name, str value, enum setting_source);
err settings_read_file(struct settings *, struct failure *, str path);
err settings_read_text(struct settings *, struct failure *, str text, str path);       /* the contents of such a file */
err settings_read_environment(struct settings *, struct failure *, char **environ);
bool role_taken(const struct settings *, str role);          /* does this process have the role "api", "worker"? */
str instance_name(const struct settings *);      /* never empty */
const char *setting_near(const struct settings *, str name);         /* the name most like it, or NULL */
bool setting_number(const struct settings *, const char *name, i64 *out);          /* of a setting that is an INT; false: there is none */

/*
 * The printable form of a setting's value, or of a part of it, by its kind; all output of values goes through it. The
 * words that are hidden here are hidden in every message and log line too (base/mask.h), whatever wrote them.
 */
str setting_shown(struct arena *, enum setting_kind, str text);
bool setting_address_reads(str text);            /* scheme://user:password@host:port/..., with an unambiguous end of the password */
str word_shown(str word);                        /* of a command line or a file: itself if it looks like a name, otherwise *** */
str setting_name_shown(str name);                /* the name in name=value, if it consists of letters, digits, - and _, otherwise *** */
struct mask;
void settings_hide(const struct settings *, struct mask *);

struct buf;
void settings_document(const struct settings *, struct buf *);       /* docs/settings.md */
/* name, value, source, default, variable and help of each; secrets as *** */
void settings_print(const struct settings *, struct buf *);
void settings_json(const struct settings *, struct buf *);           /* the same as an array of objects */
