/*
 * Media: pictures, films, sounds, voice messages and other files that people upload. This room owns what is known of them, what
 * refers to them, what each account keeps, and the way from bytes that have arrived to files that are served; it knows none of the things
 * that refer to media but by kind and id.
 *
 * A media belongs to whoever uploaded it. It is attached to one thing, in that thing's transaction; further references come by
 * media_share. With the last of them the media goes, in the same transaction; its bytes follow within seconds.
 *
 * Events have the owner as their key. Whoever shows media asks medias_kept for many at once, and finishes each answer by itself: URLs
 * are made for one answer, and of media that are not open they end.
 */
#pragma once
#include "domain/media/problems.h"
#include "domain/permit/permit.h"
#include "work/work.h"

enum media_kind { MEDIA_IMAGE, MEDIA_VIDEO, MEDIA_AUDIO, MEDIA_VOICE, MEDIA_FILE, MEDIA_KINDS };
enum media_state { MEDIA_WAITING, MEDIA_PROCESSING, MEDIA_READY, MEDIA_FAILED };
extern const char *const media_kind_words[];     /* "image", "video", "audio", "voice", "file", NULL */
extern const char *const media_state_words[];

/* What refers to media. */
enum media_thing_kind { MEDIA_OF_POST = 1, MEDIA_OF_DRAFT, MEDIA_OF_MESSAGE, MEDIA_OF_AVATAR, MEDIA_OF_BANNER, MEDIA_OF_STORY,
                        MEDIA_OF_HIGHLIGHT, MEDIA_OF_ROOM };
struct media_thing { enum media_thing_kind kind; id id; };

/* ---- references: in the transaction of the thing ---- */

/*
 * `kinds`: a mask of 1 << enum media_kind. `most_ms`: the longest film or sound; 0: any. `within`: what opens, closes and goes with all
 * that stands in it (media_close); 0: nothing. `field`: the member that names them, for what is wrong: ERR_INVALID media_not_found (media_unknown: not one's own, not there, or in use), media_kind, media_failed, media_too_long;
 * ERR_CONFLICT media_not_ready. All or nothing; their order is the caller's to keep.
 */
struct media_take { struct media_thing thing; bool open; u32 kinds; const char *field; i64 most_ms; id within; };
err media_attach(tx *, id me, ids which, const struct media_take *);
/* Sets the list: new ones are attached, missing ones let go, and the rest is as open as the thing now is. */
err media_change(tx *, id me, ids before, ids after, const struct media_take *);
/* One more reference each, whosever they are: forwarding, highlights. Those that are gone are passed over. */
err media_share(tx *, ids which, const struct media_take *to);
/* A draft that is published: the references become those of another thing, and what is not among them is let go. */
err media_move(tx *, id me, ids which, struct media_thing from, const struct media_take *to);
err media_let_go(tx *, ids which, struct media_thing);
err media_let_go_all(tx *, struct media_thing);              /* for callers without a list */
/* Things have become open, or are so no longer: their references follow. */
err media_open(tx *, enum media_thing_kind, ids things, bool open);
/*
 * What holds many things has changed. A few references follow at once; of more, files are served accordingly from the commit on, while
 * media_open or media_let_go of each thing follows in batches, and then media_close_end.
 */
enum media_closing { MEDIA_OPENED, MEDIA_CLOSED, MEDIA_GONE };
err media_close(tx *, id within, enum media_closing);
err media_close_end(tx *, id within);

/* A member that names one, as it came. ERR_INVALID media_not_found: it is not an id. */
err media_id_read(ctx *, const char *field, str, id *out);
/* The member `media_ids`. Likewise; ERR_INVALID: one is there twice, or there are too many. */
err media_ids_read(ctx *, const char *field, strs, size_t most, ids *out);
/* Those that are not gone, rising: asked of the store. */
err medias_there(ctx *, ids which, ids *out);

/* ---- showing ---- */

struct media_size { i64 width, height; str mime; i64 size; str url; };
typedef PAGE(media_size) media_size_page;
struct media_focus { double x, y; };

#define MEDIA_MEMBERS                                                                                               \
    id id;                                                                                                          \
    str kind;                                                                                                       \
    maybe_str mime;                                                                                                 \
    maybe_i64 size, width, height;                                                                                  \
    double duration;                 /* seconds; NAN: none */                                                       \
    bool animated;                                                                                                  \
    maybe_str description;                                                                                          \
    const struct media_focus *focus;                                                                                \
    maybe_str blurhash, url, preview_url;                                                                           \
    media_size_page sizes;                                                                                          \
    raw_json waveform;                                                                                              \
    maybe_str filename;                                                                                             \
    maybe_when url_expires_at
struct media { MEDIA_MEMBERS; };
typedef PAGE(media) media_page;
extern const struct shape media_shape, media_size_shape, media_focus_shape;

struct media_kept;                               /* what is the same for all viewers */

/* `out` has room for one for each, in the order asked; NULL: it is gone, or not ready. Constant statements, none with a warm cache. */
err medias_kept(ctx *, ids which, const struct media_kept **out);
enum media_kind media_kind_of(const struct media_kept *);

/* `until_ms`: no URL works after that; 0: as long as URLs do. */
void media_of(ctx *, const struct media_kept *, i64 until_ms, struct media *out);
str media_still(ctx *, const struct media_kept *, i64 width);        /* the still of that width, else the next smaller, else the file */
str media_path_still(ctx *, const struct media_kept *, i64 width);   /* "/media/NAME" of the same */

str media_base_url(ctx *);                       /* of this answer's URLs: "https://kith.example", before /media/ */
when media_urls_renewed(ctx *);                  /* until then an answer with URLs of now is as good as a new one */

/* ---- for its owner ---- */

struct media_error { str code, detail; };
#define MEDIA_MINE_MEMBERS                                                                                          \
    MEDIA_MEMBERS;                                                                                                  \
    str state;                                                                                                      \
    const struct media_error *error;                                                                                \
    i64 bytes;                                                                                                      \
    maybe_str sha256;                                                                                               \
    i64 references;                                                                                                 \
    when created_at;                                                                                                \
    maybe_when expires_at
struct media_mine { MEDIA_MINE_MEMBERS; };
typedef PAGE(media_mine) media_mine_page;
extern const struct shape media_mine_shape, media_error_shape;

/* Of one's own alone. ERR_NOT_FOUND media_not_found. */
err media_get(ctx *, id me, id which, struct media_mine *out);
/* The same, and waits so long until it is ready or failed. */
err media_await(ctx *, id me, id which, i64 most_ms, struct media_mine *out);

struct media_wish { maybe_i64 state, kind; maybe_bool attached; };
err media_list(ctx *, id me, const struct media_wish *, id before, i64 most, media_mine_page *out);

/* `focus`: as JSON, an object or null; "": it stays. Both go back to the default with null. */
struct media_edit { id id; maybe_str description; raw_json focus; };
extern const struct shape media_edit_shape;
err media_edit(ctx *, id me, const struct media_edit *, struct media_mine *out);
err media_delete(ctx *, id me, id which);        /* ERR_CONFLICT media_in_use */

/* ---- for uploads ---- */

enum media_way { MEDIA_BY_FORM, MEDIA_BY_PUT, MEDIA_BY_TUS };

/* `asked`: MEDIA_VOICE, MEDIA_FILE: it is called so; any other is a guess, and the content decides. */
struct media_begin {
    id owner;
    enum media_kind asked;
    maybe_str description;
    struct media_focus focus;
    str filename;
    i64 size;                        /* as declared, which is reserved; 0: not known yet */
    when expires_at;
};
/* The row, in state waiting. ERR_FORBIDDEN quota_exceeded. The budget uploads_per_hour is taken before, by media_rate_take. */
err media_begin_in(tx *, const struct media_begin *, id *out);
err media_rate_take(ctx *, id me);               /* ERR_TOO_MANY */
void media_rate_give_back(ctx *, id me);         /* one that was not begun after all */
err media_wait_on_in(tx *, id which, when expires_at);       /* it is waited for longer */

/* All bytes of incoming/ID are there, durably. `format`: as sniffed, "image/jpeg". */
struct media_arrival { id media; enum media_kind kind; str format; i64 size; str sha256; };
/* State processing; what was reserved is counted. ERR_NOT_FOUND media_not_found; ERR_CONFLICT upload_complete; quota_exceeded. */
err media_arrived_in(tx *, const struct media_arrival *);
err media_give_up_in(tx *, id which);            /* an upload that ends without a media; harmless if it is gone, or complete */

/* So many octets may the account still keep; INT64_MAX: any number. */
err media_room(ctx *, id owner, i64 *left);

/* ---- bytes that are to go ---- */

/* A key of the blob store, due then; one that ends in - stands for all that begin so. Until it is taken back, it will be removed. */
err media_bury_in(tx *, str key, when due);
str media_incoming(struct arena *, id which);    /* "incoming/ID" */
str media_filename(struct arena *, str given);   /* as files are shown: without folders and control characters; never empty */
/* As JSON: an object or null, which is the middle. ERR_INVALID on `focus`. */
err media_focus_read(ctx *, raw_json, struct media_focus *out);

/* ---- serving ---- */

struct media_file { id media, owner; bool open; str mime, filename; bool download; };
/* As it now stands, from the store. `open`: public to everybody. ERR_NOT_FOUND media_not_found. */
err media_file_of(ctx *, str name, struct media_file *out);

/* ---- usage ---- */

struct media_tally { i64 count, bytes; };
struct media_by_kind { struct media_tally image, video, audio, voice, file; };
struct media_usage {
    i64 bytes, reserved;
    maybe_i64 quota;
    i64 count;
    struct media_tally unattached;
    struct media_by_kind by_kind;
};
extern const struct shape media_usage_shape, media_tally_shape, media_by_kind_shape;
err media_usage_of(ctx *, id who, struct media_usage *out);

/* ---- events: the key is the owner ---- */

struct media_told { id media_id; maybe_str error; };
struct medias_told { ids media; };
EVENT(media_became_ready, media_told);
EVENT(media_became_failed, media_told);
EVENT(media_changed, medias_told);               /* descriptions, focus, who may see them */
EVENT(media_gone, medias_told);

/* X(name, word, who, leaving, what it allows): permit.h */
#define MEDIA_PERMISSIONS(X) \
    X(may_upload,       "upload",       USERS,      UNTIL_LEAVING, "Upload media, and change and delete their own") \
    X(may_judge_media,  "judge_media",  MODERATORS, UNTIL_LEAVING, "See and remove any media") \
    X(may_govern_media, "govern_media", ADMINS,     UNTIL_LEAVING, "See what accounts keep, and set quotas")
PERMISSIONS_DECLARE(media_permissions, MEDIA_PERMISSIONS);

extern const struct capability media_capability;
