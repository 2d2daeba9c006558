/*
 * The yardstick of follows: the statements of one follow or unfollow on a database that
 * `kith seed` has made, each follow and each unfollow in a transaction of its own, synced
 * before the next begins, and checkpoints as rare as the server's. one_follow FILE SECONDS
 * prints how many a second.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

enum { USERS_MOST = 100000, BEHIND = 512 };

enum what { BEGIN, COMMIT, ACCOUNT, STANCE, EDGE, ADD_OUT, ADD_IN, DROP_OUT, DROP_IN, COUNT_ADD, EVENT, STATEMENTS };

static const char *const sql[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [ACCOUNT] = "SELECT id, username, email, phone, email_confirmed_at, password_hash, display_name, bio, avatar_url, "
                "banner_url, locked, role, "
                "language, suspended_at, deletes_at, created_at, version, epoch FROM account WHERE id = ?1",
    [STANCE] = "SELECT user_id, other_id, blocking, blocked, muting, muted FROM stance WHERE user_id = ?1 AND other_id = ?2",
    [EDGE] = "SELECT edge, user_id, other_id, requested, hidden FROM follow_out WHERE user_id = ?1 AND other_id = ?2",
    [ADD_OUT] = "INSERT INTO follow_out (user_id, other_id, edge, requested, hidden) VALUES (?1, ?2, ?3, 0, 0)",
    [ADD_IN] = "INSERT INTO follow_in (user_id, edge, other_id, requested, hidden) VALUES (?2, ?3, ?1, 0, 0)",
    [DROP_OUT] = "DELETE FROM follow_out WHERE user_id = ?1 AND other_id = ?2 RETURNING edge, user_id, other_id, requested, hidden",
    [DROP_IN] = "DELETE FROM follow_in WHERE user_id = ?2 AND edge = ?3",
    [COUNT_ADD] = "INSERT INTO graph_count (user_id, followers, following) VALUES (?1, ?2, ?3) ON CONFLICT (user_id) DO UPDATE SET "
                  "followers = graph_count.followers + excluded.followers, following = graph_count.following + excluded.following",
    [EVENT] = "INSERT INTO events (id, partition, subject, key, payload, created_at) VALUES (?3, ?1 % 64, 'graph.followed', "
              "'238755303716286464', "
              "'{\"follower_id\":\"238755303716286464\",\"following_id\":\"323891288992641024\"}', 1700000000000)",
};

struct rig { sqlite3 *db; sqlite3_stmt *run[STATEMENTS]; sqlite3_int64 users[USERS_MOST]; int n; sqlite3_int64 edge; };

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

/* The first column, or 0 without a row. */
static sqlite3_int64 run(struct rig *r, enum what what, sqlite3_int64 a, sqlite3_int64 b, sqlite3_int64 c)
{
    sqlite3_stmt *s = r->run[what];
    sqlite3_int64 args[] = { a, b, c }, found = 0;

    for (int i = 0; i < sqlite3_bind_parameter_count(s); i++)
        sqlite3_bind_int64(s, i + 1, args[i]);
    int rc = sqlite3_step(s);
    if (rc == SQLITE_ROW)
        found = sqlite3_column_int64(s, 0);
    if ((rc != SQLITE_ROW && rc != SQLITE_DONE) || sqlite3_reset(s) != SQLITE_OK) {
        fprintf(stderr, "%s: %s\n", sql[what], sqlite3_errmsg(r->db));
        exit(1);
    }
    return found;
}

static void follow(struct rig *r, sqlite3_int64 a, sqlite3_int64 b)
{
    run(r, BEGIN, 0, 0, 0);
    run(r, ACCOUNT, a, 0, 0);
    run(r, ACCOUNT, b, 0, 0);
    run(r, STANCE, a, b, 0);
    if (!run(r, EDGE, a, b, 0)) {
        r->edge++;
        run(r, ADD_OUT, a, b, r->edge);
        run(r, ADD_IN, a, b, r->edge);
        run(r, COUNT_ADD, a, 0, 1);
        run(r, COUNT_ADD, b, 1, 0);
        run(r, EVENT, b, 0, r->edge);
    }
    run(r, COMMIT, 0, 0, 0);
}

static void unfollow(struct rig *r, sqlite3_int64 a, sqlite3_int64 b)
{
    run(r, BEGIN, 0, 0, 0);
    run(r, ACCOUNT, a, 0, 0);
    run(r, ACCOUNT, b, 0, 0);
    run(r, STANCE, a, b, 0);
    sqlite3_int64 edge = run(r, DROP_OUT, a, b, 0);
    if (edge) {
        run(r, DROP_IN, a, b, edge);
        run(r, COUNT_ADD, a, 0, -1);
        run(r, COUNT_ADD, b, -1, 0);
        run(r, EVENT, b, 0, ++r->edge);
    }
    run(r, COMMIT, 0, 0, 0);
}

/* Edges continue from the newest: the database may have been used for a measurement before. */
static sqlite3_int64 edge_last(sqlite3 *db)
{
    sqlite3_int64 edge = 0;
    sqlite3_stmt *s;

    if (sqlite3_prepare_v2(db, "SELECT COALESCE(MAX(edge), 1) FROM follow_out", -1, &s, NULL) == SQLITE_OK && sqlite3_step(s) == SQLITE_ROW)
        edge = sqlite3_column_int64(s, 0);
    sqlite3_finalize(s);
    return edge;
}

static int rig_open(struct rig *r, const char *file)
{
    sqlite3_stmt *users;

    if (sqlite3_open(file, &r->db) != SQLITE_OK)
        return 0;
    sqlite3_exec(r->db,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 16384; PRAGMA temp_store = MEMORY;"
        "PRAGMA mmap_size = 268435456; PRAGMA cache_size = -65536",
        NULL, NULL, NULL);
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v2(r->db, sql[i], -1, &r->run[i], NULL) != SQLITE_OK)
            return 0;
    sqlite3_prepare_v2(r->db, "SELECT id FROM account", -1, &users, NULL);
    while (r->n < USERS_MOST && sqlite3_step(users) == SQLITE_ROW)
        r->users[r->n++] = sqlite3_column_int64(users, 0);
    sqlite3_finalize(users);
    r->edge = edge_last(r->db);
    return r->n > 1;
}

/* As the server's clients do: follow one user, and unfollow one who was followed a while ago. */
static int work(struct rig *r, double seconds)
{
    static sqlite3_int64 pairs[BEHIND][2];
    double end = now() + seconds;
    int n = 0;

    for (; now() < end; n++) {
        sqlite3_int64 *pair = pairs[n / 2 % BEHIND];
        if (n % 2 == 1) {
            pair[0] = r->users[rand() % r->n];
            pair[1] = r->users[rand() % r->n];
            follow(r, pair[0], pair[1]);
        } else {
            unfollow(r, pair[0], pair[1]);
        }
    }
    return n;
}

int main(int argc, char **argv)
{
    static struct rig r;

    if (argc != 3 || !rig_open(&r, argv[1]))
        return 2;
    double began = now();
    int n = work(&r, atof(argv[2]));
    printf("%.0f\n", n / (now() - began));
    return 0;
}
