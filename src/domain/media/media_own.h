/* Shared by the files of this capability. */
#pragma once
#include "domain/account/account.h"
#include "domain/audit/audit.h"
#include "domain/media/media.h"
#include "domain/media/media_counted.h"
#include "domain/media/serve.h"
#include "hub/wire.h"
#include "ports/bell.h"
#include "ports/rate.h"
#include "runtime/setting.h"
#include "work/holdings.h"

struct media_row {
    id id, owner;
    i64 kind, asked, state;
    str format;
    maybe_str mime;
    maybe_i64 size, width, height, duration_ms;
    bool animated;
    maybe_str description;
    double focus_x, focus_y;
    maybe_str blurhash, waveform, filename, sha256, name, poster;
    str stills;                      /* JSON of a page of media_still */
    i64 bytes;
    maybe_str fault, detail;
    i64 refs, open_refs;
    maybe_when expires_at;
};
typedef PAGE(media_row) media_row_page;

/* What references ask of it. */
struct media_brief { id id, owner; i64 kind, state; maybe_i64 duration_ms; i64 bytes, refs, open_refs; maybe_when expires_at; };
typedef PAGE(media_brief) media_brief_page;

/* What serving one of its files asks of it. */
struct media_served { id id, owner; i64 kind; maybe_str name, mime, filename; i64 open_refs; bool gone; };

struct media_ref { id media; bool open; };
typedef PAGE(media_ref) media_ref_page;
struct media_named { str name; id media; };
typedef PAGE(media_named) media_named_page;
struct media_dead { str key; when due; i64 again; };
typedef PAGE(media_dead) media_dead_page;

struct media_usage_row { id owner; maybe_i64 quota; HAS_MEMBERS(MEDIA_COUNTED, media_counted, counted); };
typedef PAGE(media_usage_row) media_usage_row_page;
struct media_loose { i64 count, bytes; };
struct media_total { i64 accounts; HAS_MEMBERS(MEDIA_COUNTED, media_counted, counted); };
struct media_waiting { i64 n; };
struct media_queue { i64 own, owners; };
struct media_expiring { id id; };
typedef PAGE(media_expiring) media_expiring_page;
struct media_file_key { str key; };
typedef PAGE(media_file_key) media_file_key_page;

extern const struct shape media_row_shape, media_served_shape, media_brief_shape, media_ref_shape, media_named_shape, media_dead_shape,
    media_usage_row_shape, media_loose_shape, media_expiring_shape, media_file_key_shape, media_key_shape, media_total_shape, media_waiting_shape,
    media_queue_shape;

extern const struct holding media_holdings[];    /* holdings.c */


/* A file of its own: the name below media/. */
struct media_still { i64 width, height, size; str mime, name; };
typedef PAGE(media_still) media_still_page;
extern const struct shape media_still_shape;
err media_stills_read(struct arena *, str json, media_still_page *out);

/* ---- show.c, media.c ---- */

/* `shown`: its owner is. */
err media_mine_of(ctx *, const struct media_row *, bool shown, struct media_mine *out);

/* ---- gone.c: media that end, and their bytes ---- */

/* They go, with all that they have: names, what they count, bytes; references are the caller's. Tells media.gone. */
err media_end_in(tx *, const struct media_brief *, size_t n);
err media_tell_changed(tx *, const struct media_brief *, size_t n);
/* What has come in is not needed any more. */
err media_incoming_end(tx *, id which);
extern const char media_bury_job[];
err media_bury_run(ctx *, str payload);
err media_bury_due(ctx *);

/* ---- make.c ---- */

extern const char media_make_job[], media_make_long_job[];
/* The job that makes what is served of what has come in. */
err media_make_add(tx *, id which, enum media_kind, i64 bytes, when at);
err media_make_run(ctx *, str payload);

/* ---- name.c ---- */

struct media_naming { id media, attempt; const u8 *sha256; str mime; };
str media_name_make(struct world *, struct arena *, const struct media_naming *);
const char *media_extension(str mime);           /* "jpg" */

/* ---- usage.c ---- */

struct media_counted media_count_of(enum media_kind, i64 n, i64 bytes);
err media_count_in(tx *, id owner, const struct media_counted *);

struct media_usage media_usage_shown(const struct world *, const struct media_usage_row *, const struct media_loose *);

/* How much of a quota there is; -1: no end. */
i64 media_quota_of(const struct world *, maybe_i64 own);

/* ---- memory of this process ---- */

enum { MEDIA_ASKED_SLOTS = 64, MEDIA_BRINGING_SLOTS = 4096 };
/* Of one loop: the requests that hold an upload, and whether a fiber looks after them; only its thread touches it. */
struct upload_loop { struct link holders; bool watched; };
/* What a loop was last asked for, and what it read: serve.c. */
enum { SERVED_FILES = 32, SERVED_NAME = 72, SERVED_MIME = 24 };
struct served_file {
    u64 commits;                     /* of the store, when it was read; 0: there is none */
    i64 until_ms;
    id media, owner;
    bool open;
    u8 name_n, mime_n;
    char name[SERVED_NAME], mime[SERVED_MIME];
};
struct served_files { struct served_file at[SERVED_FILES]; };
struct media_memory {
    struct bell made;
    struct link makings;             /* what is being made now: make.c; only the loop of jobs touches it */
    struct bell uploads;             /* somebody wants an upload that is held: */
    _Atomic i64 asked[MEDIA_ASKED_SLOTS];
    i64 secret;                      /* of `bringing`: requests that bring bytes, now, by their account, and by their upload */
    _Atomic int bringing[MEDIA_BRINGING_SLOTS];
    struct upload_loop loops[BELL_LOOPS];
    struct served_files served[BELL_LOOPS];
};
void uploads_memory_open(struct media_memory *);
void uploads_memory_close(struct media_memory *);
extern const struct hears_whispers upload_whispers[];
static inline struct media_memory *media_memory(const struct world *w) { return capability_memory(w, &media_capability); }

/* ---- sweep.c ---- */

extern const struct job_kind media_jobs[];
extern const struct consumer media_consumers[];
extern const struct schedule media_schedules[];
extern const struct wire media_wires[];
extern const struct belongings media_belongings[];     /* export.c */
err media_check(ctx *, struct capability_check *out);

/* X(name, word, seconds, setting) */
#define MEDIA_RATES(X) X(uploads_hourly, "uploads", 3600, "uploads_per_hour")
RATES_DECLARE(media_rates, MEDIA_RATES);

#define MEDIA_SETTINGS(X) \
    X(media_quota,          SIZE, "10g", 0, (i64)1 << 60, "Bytes of media that one account may keep; 0: any number") \
    X(media_max,            SIZE, "1g", 1, (i64)1 << 40, "Bytes that one upload may have") \
    X(media_image_max,      SIZE, "32m", 1, (i64)1 << 40, "Bytes that one image may have") \
    X(media_pixels,         INT,  "64000000", 1, 1 << 30, "Pixels that an image may have, width times height") \
    X(media_image_side,     INT,  "4096", 16, 16384, "The longest side of an image that is served, in pixels") \
    X(upload_url_ttl,       TIME, "5m", 1000, 7 * 86400000ll, "Time for which a signed URL takes an upload") \
    X(upload_ttl,           TIME, "24h", 1000, 30 * 86400000ll, "Time after which an upload by tus that was not continued is gone") \
    X(uploads_per_hour,     INT,  "200", 1, 1000000, "Uploads that one account may begin in an hour") \
    X(media_unattached_ttl, TIME, "24h", 1000, 3650 * 86400000ll, "Time after which media to which nothing refers is deleted") \
    MEDIA_SERVE_SETTINGS(X)
SETTINGS_DECLARE(media_settings, MEDIA_SETTINGS);

#define MEDIA_AUDIT(X) X(media_removed) X(quota_changed)
AUDIT_DECLARE(media_audit_actions, MEDIA_AUDIT);
