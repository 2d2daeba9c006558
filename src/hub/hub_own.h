/*
 * The hub's inside. Private to src/hub.
 *
 * Each loop has its own: an inbox, which the log's listener fills on any thread; a fiber that takes what is there and gives it
 * to the ears (dispatch.c); one that gives what ears have missed (replay.c); one that tells numbers (pulse.c). All else belongs to the
 * loop's thread alone, and no lock is held while anything is delivered.
 */
#pragma once
#include <pthread.h>
#include "base/list.h"
#include "hub/cursor.h"
#include "hub/ear.h"
#include "hub/wire.h"
#include "ports/bell.h"
#include "ports/bus.h"
#include "work/capability.h"

/* ---- what one event becomes (say.c) ---- */

enum move_kind { MOVE_IN, MOVE_OUT, MOVE_OVER, MOVE_ASK_TOPIC, MOVE_ASK_ACCOUNT, MOVE_ASK_OWNED, MOVE_DOUBT };
/* Of MOVE_ASK_OWNED the topic's id is the owner. */
struct move { enum move_kind what; id account; struct topic topic; const struct topic_kind *through; i64 floor; };
struct stale { const struct pulse_kind *kind; struct topic topic; id about; };

struct says {
    struct arena *arena;
    struct saying **at;
    struct move *moves;
    struct stale *stale;
    size_t n, move_count, stale_count;
};

/* The array with room for one more after `n`: its sizes are powers of two. */
void *array_room(struct arena *, const void *at, size_t n, size_t size, size_t align);
#define ROOM_FOR_ONE(arena, at, n) ((at) = array_room((arena), (at), (n), sizeof *(at), _Alignof(__typeof__(*(at)))))

/* All of an event as clients get it; `more`: further members. */
str event_json(struct arena *, const char *type, str members, str more, str cursor);

/* ---- what comes in (inbox.c) ---- */

/* One event, or one saying that is not in the log, for all loops. Counted. */
struct parcel { _Atomic int refs; struct event event; struct saying told; };
struct parcel *parcel_of_event(const struct event *);
struct parcel *parcel_of_saying(const struct wire *, const struct saying *);
void parcel_drop(struct parcel *);

enum { INBOX_PARCELS = 1 << 14, INBOX_OCTETS = 8 << 20 };
struct inbox {
    pthread_mutex_t lock;
    struct bell news;
    _Atomic bool listens;            /* somebody does on this loop */
    struct parcel **at;
    size_t n, room, octets;
    bool lost;                       /* more came than it holds: the log has it */
};
void inbox_open(struct inbox *);
void inbox_close(struct inbox *);
void inbox_put(struct inbox *, struct parcel *);             /* any thread */
struct inbox_load { struct parcel **at; size_t n; bool lost; };
struct inbox_load inbox_take(struct inbox *);                /* the caller drops the parcels, and frees `at` */
bool inbox_is_empty(struct inbox *);

/* ---- who listens (table.c) ---- */

struct chain { struct chain *next; u64 hash; };
struct chains { struct chain **slots; size_t n, size; };
u64 chain_hash(u64);
struct chain *chain_first(const struct chains *, u64 hash);  /* and its next ones: those of that hash, and others */
void chain_add(struct chains *, struct chain *, u64 hash);
void chain_take(struct chains *, struct chain *);
void chains_close(struct chains *);              /* empty */

/* Somebody whose topics are listened to, and one of these (owner.c). */
struct owner { struct chain chain; id account; struct link topics; };
struct owned { struct link link; struct owner *by; struct gathering *of; };

/* Who hears a topic: an ear that has subscribed, or an account that is in it through a topic that stands for it. */
struct hearer {
    uintptr_t who;                   /* the one or the other, by its lowest bit; 0: a hole, while something is delivered */
    i64 floor;
    u32 slot;                        /* its number among the owner's slots */
    u8 through;                      /* of an account: the bit */
    bool gone;                       /* hears no more, and is told so after what is being delivered */
};

struct gathering {
    struct chain chain;
    struct topic topic;              /* with its own copy of the name */
    struct hearer *hearers;
    u32 n, room, holes;
    i64 floor_most;                  /* no hearer has had a higher one */
    struct gathering *holed;         /* the next with holes */
    struct owned *owned;             /* TOPIC_OWNERS of them; NULL: it is nobody's */
};

struct listener {
    struct chain chain;
    id account;
    struct link ears;
    struct topic_slots members;
    u64 moves;                       /* so far */
    u8 loaded;                       /* topics that stand for others, whose members are known */
    bool lonely;                     /* without ears, until what is being delivered is */
    struct listener *next_lonely;
};

/* A move that concerns more than one account: those who are being admitted meanwhile may have been admitted by what was before. */
enum { ASKS_KEPT = 32 };
struct ask_kept { enum move_kind what; const struct topic_kind *kind; id of; };

/* Up to when what an account has had looked through is paid for. */
enum { DEBTS = 1 << 12 };
struct replay_debt { id account; i64 paid_ms; };

struct hub_loop {
    struct hub *hub;
    struct loop *loop;
    struct inbox inbox;
    i64 at;                          /* everything up to there was delivered */
    bool busy;                       /* the dispatch has taken what is not delivered yet */
    u64 serial;                      /* of sayings */
    u64 closed;                      /* ears, so far */
    u64 asks;                        /* moves that concern more than one account, so far, */
    struct ask_kept asked[ASKS_KEPT];            /* and the last of them */
    size_t ears, content_ears;
    i64 waiting;                     /* octets, of all its ears */
    struct ear **waiters;            /* those for whom some wait: a heap, the most on top; see waits.c */
    u32 waiter_count, waiter_room;
    struct chains gatherings, people, owners;
    bool delivering;                 /* nothing is moved or freed */
    struct gathering *holed;
    struct listener *lonely;
    struct link resumes;
    struct replay_debt *debts;       /* by account; NULL: nobody owes */
    struct bell missed;              /* a replay is wanted */
    struct bell stirred;             /* a pulse is */
    struct stale *stale;
    size_t stale_count;
};

enum { STANDING_MOST = 8, STALE_MOST = 4096 };
struct hub {
    struct world *world;
    struct hub_loop *loops;
    int loop_count;
    const struct topic_kind **kinds;             /* all; NULL-terminated */
    size_t kind_count;
    const struct topic_kind *standing[STANDING_MOST];        /* those that stand for others, by bit */
    int standing_count;
    u8 always;
    const struct wire **wires;
    size_t wire_count;
    ears_watch **watches;
    size_t watch_count;
    const struct event_kind **hears;             /* those that have wires; NULL-terminated; NULL: none has */
    size_t hear_count;
    _Atomic i64 waiting;             /* octets, of all ears */
    struct replay_pace { i64 a_second, at_once, stretch; } pace;      /* events that replays look through; see replay.c */
};

static inline struct hub_loop *hub_here(const ctx *c) { return &c->world->hub->loops[loop_index(c->loop)]; }
const struct wire *wire_of_type(const struct hub *, str type);
u8 standing_bit(const struct hub *, const struct topic_kind *);

static inline bool hearer_is_listener(const struct hearer *h) { return h->who & 1; }
static inline struct listener *hearer_listener(const struct hearer *h) { return (struct listener *)(h->who & ~(uintptr_t)1); }
static inline struct ear *hearer_ear(const struct hearer *h) { return (struct ear *)h->who; }
static inline struct ear *ear_of_link(struct link *l) { return CONTAINER(l, struct ear, of_listener); }

struct gathering *gathering_find(const struct hub_loop *, const struct topic *);     /* or NULL */
struct gathering *gathering_get(struct hub_loop *, const struct topic *);
struct topic_slot *slot_find(const struct topic_slots *, const struct gathering *);
struct hearer *slot_hearer(const struct topic_slot *);
void slot_floor(const struct topic_slot *, i64 floor);
void hearer_add_ear(struct gathering *, struct ear *, i64 floor);
void hearer_add_listener(struct gathering *, struct listener *, u8 through, i64 floor);
void slot_drop(struct hub_loop *, struct topic_slots *, struct topic_slot *);        /* a gathering without hearers goes */
struct listener *listener_find(const struct hub_loop *, id account);     /* or NULL */
struct listener *listener_get(struct hub_loop *, id account);
void listener_check(struct hub_loop *, struct listener *);       /* goes if it has no ears */
void listener_leave(struct hub_loop *, struct listener *, u8 through);   /* the topics that it is in through those */
bool listener_uses(const struct listener *, u8 through);         /* an ear does */
void delivery_begin(struct hub_loop *);
void delivery_end(struct hub_loop *);
void table_close_all(struct hub_loop *);

/* ---- whose topics are (owner.c) ---- */

void gathering_own(struct hub_loop *, struct gathering *, const struct admission *);
void gathering_disown(struct hub_loop *, struct gathering *);
/* Of the topics that a MOVE_ASK_OWNED is about the one after `at`, which begins as NULL; NULL: no more. */
struct gathering *owned_next(const struct hub_loop *, const struct move *, struct link **at);

/* ---- topics as text (topic.c) ---- */

bool topic_read(const struct hub *, struct arena *, str text, struct topic *out);    /* false: there is no such kind */
str topic_text(struct arena *, const struct topic *);

/* ---- giving (give.c): one event to those who hear it ---- */

/* Live: ears that miss nothing. Otherwise those of the replay, for what comes after their places. */
struct giving {
    struct hub_loop *loop;
    const struct event *event;       /* NULL: not in the log */
    i64 position;
    bool live;
    struct says *says;
    struct asked *asked;
};
/* Asks what has to be asked, until nothing parks any more; then nothing has to be asked about anybody who listens at its return. */
err giving_ask(ctx *, struct giving *, size_t n);
void giving_deliver(ctx *, struct giving *);

/*
 * A burst: live events in succession that say one thing each, to the listeners of one topic. Each of these is given all of it before the
 * next is, which touches its memory once.
 */
bool burst_takes(const struct giving *first, const struct giving *);
void burst_deliver(ctx *, struct giving *, size_t n);

/* ---- moves (moves.c, ask.c) ---- */

void moves_apply(struct hub_loop *, const struct says *);
/* Has one since then changed who may listen to that, or from where on? */
bool asked_since(const struct hub_loop *, u64 asks, const struct topic *, const struct admission *);
err moves_ask(ctx *, struct hub_loop *, const struct says *);
void listener_out(struct hub_loop *, struct listener *, struct gathering *);
void floors_set(struct listener *, const struct gathering *, i64 floor);     /* of what its ears have subscribed to */
void moves_tell(ctx *, struct hub_loop *, const struct says *);      /* who hears something no more */
err listener_again(ctx *, struct hub_loop *, id account);      /* what it is in is read again */
err listener_load(ctx *, struct ear *, u8 through);            /* what it is in through these. ERR_CANCELLED: the ear was closed */

/* ---- what cannot be given (lose.c) ---- */

enum { TRIES = 3 };
bool store_is_away(err);             /* it passes; anything else is given up after TRIES */
void event_given_up(ctx *, const struct event *);            /* told once: log and metric */
/*
 * Those whom it may have concerned are ended by their mouths: they come back, are admitted again, and read it or "resync".
 * NULL: all of this loop, since nobody knows whom it concerned.
 */
void event_lose(struct hub_loop *, const struct says *);

/* ---- the fibers ---- */

void dispatch(ctx *, void *loop);
void replay(ctx *, void *loop);
void pulses(ctx *, void *loop);
err event_say(ctx *, const struct hub *, const struct event *, struct says *out);    /* no wire, or a payload that is wrong: no sayings */
i64 loop_position(struct hub_loop *);            /* everything up to there was delivered; brought up to date if nothing waits */
void stale_add(struct hub_loop *, const struct says *);

/* ---- replays (replay.c) ---- */

extern const struct replay_pace replay_pace;     /* what it begins with */

enum resume_state { RESUME_OPENING, RESUME_READY, RESUME_RIDING, RESUME_FULL };
struct resume {
    struct link link;
    struct ear *ear;
    enum resume_state state;
    struct log_cursor from;              /* what comes after it */
    i64 given, due_ms;               /* not before that */
    struct gathering *only;          /* what has been subscribed to late: that alone; */
    u8 only_through;                 /* or what is heard through these */
    ctx *waiter;                     /* waits for the end */
};
struct resume *resume_new(struct ear *);
void resume_start(struct ear *, struct log_cursor from);
void resume_end(struct ear *);       /* live from here on */
static inline bool resume_is_whole(const struct resume *r) { return !r->only && !r->only_through; }
/* Can one go on from there? A reason, or none. Waits until this process has come as far. */
err cursor_check(ctx *, struct hub_loop *, str text, struct log_cursor *out, enum resync *why);
void resume_wait_over(struct resume *);          /* wakes its waiter */

void whisper_heard(void *hub, i64 from, str text);
void watch_tell(const struct ear *, int ears, int away);
