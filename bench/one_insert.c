/*
 * The yardstick of durable writes: rows like those of a note, each in a transaction
 * of its own, synced before the next begins. one_insert FILE SECONDS prints how many
 * a second.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec t;

    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + (double)t.tv_nsec / 1e9;
}

static sqlite3_stmt *insert_prepare(sqlite3 *db)
{
    sqlite3_stmt *insert = NULL;

    sqlite3_exec(db,
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
        "CREATE TABLE note (id INTEGER PRIMARY KEY, text TEXT NOT NULL, created_at INTEGER NOT NULL) STRICT",
        NULL, NULL, NULL);
    sqlite3_prepare_v2(db, "INSERT INTO note VALUES (?1, ?2, ?3)", -1, &insert, NULL);
    return insert;
}

static int insert_for(sqlite3_stmt *insert, double seconds)
{
    double end = now() + seconds;
    int n = 0;

    while (now() < end) {
        sqlite3_bind_int64(insert, 1, n + 1);
        sqlite3_bind_text(insert, 2, "a note like any other", -1, SQLITE_STATIC);
        sqlite3_bind_int64(insert, 3, n);
        if (sqlite3_step(insert) != SQLITE_DONE)
            return -1;
        sqlite3_reset(insert);
        n++;
    }
    return n;
}

int main(int argc, char **argv)
{
    sqlite3 *db;

    if (argc != 3 || sqlite3_open(argv[1], &db) != SQLITE_OK)
        return 2;
    sqlite3_stmt *insert = insert_prepare(db);
    double began = now();
    int n = insert ? insert_for(insert, atof(argv[2])) : -1;
    double took = now() - began;
    sqlite3_finalize(insert);
    sqlite3_close(db);
    if (n < 0)
        return 1;
    printf("%.0f\n", n / took);
    return 0;
}
