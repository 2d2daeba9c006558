/*
 * Who gets which bytes. A file of media that are public goes to everybody who knows its name; any other to who has a URL that was signed
 * for it. Nobody is asked who they are.
 */
#pragma once
#include "domain/media/media.h"
#include "runtime/setting.h"

struct media_pass {
    struct media_file file;
    i64 left_s;                      /* unless it is open: for so long does the URL still work */
    bool attachment;                 /* it is to be saved, not shown */
    str called;                      /* as what */
};

/* ERR_NOT_FOUND media_not_found; ERR_FORBIDDEN url_expired, signature_invalid. */
err media_pass(ctx *, str name, str query, struct media_pass *out);

/* The setting media_delivery: clients fetch files from the blob store, where they can. */
bool media_redirects(const struct settings *);

/* ---- caches before this server ---- */

/* These were public, and are so no longer: whatever keeps copies of their files is told, until it says that it knows. */
err media_purge_in(tx *, ids which);
/* Likewise, of an account that is not shown any more, all that were. */
err media_hidden_hear(tx *, const struct event *);
extern const char media_purge_job[], media_purge_all_job[];
err media_purge_run(ctx *, str payload);
err media_purge_all_run(ctx *, str payload);
err media_settings_check(const struct settings *, struct failure *);        /* ERR_INVALID: nothing could be told there */

#define MEDIA_SERVE_SETTINGS(X) \
    X(media_url_ttl,      TIME,   "1h",    1000, 30 * 86400000ll, "For how long URLs of media that are not public work, at most") \
    X(media_delivery,     TEXT,   "serve", 0, 0, \
      "serve: this server sends files of media; redirect: from S3, clients fetch them themselves, by URLs that it signs", \
      .words = "serve,redirect") \
    X(media_purge,        URL,    "",      0, 0, \
      "Address that is told, by POST, which files of media caches have to forget, such as a cache's own; default: nobody is told") \
    X(media_purge_secret, SECRET, "",      0, 0, "What is sent there as Authorization: Bearer")
