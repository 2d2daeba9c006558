/* Shared by the files of this room. */
#pragma once
#include "base/time.h"
#include "crypto/digest.h"
#include "crypto/jwt.h"
#include "domain/session/session.h"
#include "ports/cache/shard.h"
#include "runtime/setting.h"

/* Settings: runtime/setting.h. */
#define SESSION_SETTINGS(X) \
    X(token_ttl,         TIME,   "900s",           1000, 86400000, "Lifetime of an access token; its session lives on") \
    X(sessions_per_account, INT, "200",            1, 100000, \
      "Devices signed in to one account at once; beyond it, the least recently used ones are signed out")
SETTINGS_DECLARE(session_settings, SESSION_SETTINGS);

struct chan;
struct world;

/* ---- rows ---- */

struct session_row { id id, account_id; when created_at, expires_at; maybe_when ended_at; };
struct ticket_row { id session_id, account_id; };
typedef PAGE(session_row) session_row_page;
static inline bool session_is_live(const struct session_row *s, when now) { return s->ended_at.is != GIVEN && s->expires_at.ms > now.ms; }
struct refresh_row { id session_id, account_id; when expires_at; maybe_when used_at; };

/* ---- keys.c: the keys that sign and verify, as of their last reading ---- */

/* One state of the keys: never changed, and kept until the process ends, since any loop may hold it. */
struct keyring {
    struct jwt_keys verify;
    const struct jwt_key *signer;
    str jwks, marks;                 /* marks: what was read, to detect changes */
};

err keys_prepare(ctx *);             /* reads them; makes the first */
err keys_reload(ctx *);              /* if the store has changed */
err keys_reload_soon(ctx *);         /* the same, once a second at most */
const struct keyring *keys_now(ctx *);
void keys_close(struct keeper_state *);

/* ---- token.c: access tokens ---- */

struct token_claims { id account, session; i64 expires_s; };

err token_make(ctx *, id account, id session, str *token, i64 *expires_in);          /* signed on the task pool */
err token_read(ctx *, str token, struct token_claims *out);  /* checks the signature and the form, but not its time */

/* A random token: the text that is sent, and the hash that is kept. */
str token_random(ctx *);
str token_hash(struct arena *, str text);

/* ---- known.c: verified callers, by the hash of their token or cookie ---- */

enum { KNOWN_SHARDS = 16, KNOWN_KEY = 1 + SHA256_SIZE };

/* `read_ms`: monotonic, when the rows were read. `seen_ms`: when last_seen_at was last queued. */
struct known { struct caller caller; i64 expires_ms, read_ms, seen_ms; };

struct known_set { u64 seed; struct cache_shard known[KNOWN_SHARDS], marks[KNOWN_SHARDS]; _Atomic i64 marked_ms; };

void known_open(struct known_set *);
void known_close(struct known_set *);
void known_key(char kind, str text, u8 key[KNOWN_KEY]);
bool known_get(struct known_set *, struct arena *, const u8 key[KNOWN_KEY], i64 now_ms, struct known *out);
void known_put(struct known_set *, const u8 key[KNOWN_KEY], i64 now_ms, const struct known *);

/* What was read of an account until now, or a moment later, is no longer valid. Any thread. */
void known_mark(struct known_set *, str account, i64 now_ms);
bool known_is_marked(struct known_set *, struct arena *, const struct known *, i64 now_ms);

/* ---- keeper.c ---- */

struct keeper_state {
    struct arena arena;              /* holds this, and keyrings; only the holder of `loading` allocates from it */
    struct world *world;
    struct known_set known;
    struct keyring *_Atomic keyring;
    struct jwt_keys keys;            /* all that were ever decrypted */
    _Atomic bool loading;
    _Atomic i64 keys_read_ms;
    struct chan *seen;               /* sessions in use, on their way to seen.c */
};

bus_ear keeper_hear;
err session_read(ctx *, id account, id session, struct caller *out);         /* from the store. ERR_SIGN_IN token_invalid: it has ended */

/* ---- seen.c: last_seen_at, after the requests ---- */

struct chan *seen_open(void);
void seen_close(struct chan **);
void seen_tell(struct keeper_state *, id session);           /* never parks; dropped if too many wait */
void seen_start(struct keeper_state *);

err sessions_put_back(ctx *);         /* session.c: those that begin in the future; on a schedule */

extern const struct belongings session_belongings[];           /* export.c */
