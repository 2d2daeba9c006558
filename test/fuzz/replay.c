/*
 * Feeds every file of the named folders to a fuzz target, so that what a fuzzer once
 * found is tried again in each build, without clang. Each input is in a block of its
 * exact size: the address sanitizer catches a read past its end.
 */
#include <dirent.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

int LLVMFuzzerTestOneInput(const uint8_t *, size_t);

static bool file_load(const char *path, uint8_t **bytes, size_t *n)
{
    FILE *f = fopen(path, "rb");
    struct stat st;

    if (!f)
        return false;
    bool whole = fstat(fileno(f), &st) == 0 && S_ISREG(st.st_mode);
    if (whole) {
        *n = (size_t)st.st_size;
        *bytes = malloc(*n ? *n : 1);
        whole = *bytes && fread(*bytes, 1, *n, f) == *n;
        if (!whole)
            free(*bytes);
    }
    fclose(f);
    return whole;
}

static int folder_replay(const char *folder)
{
    DIR *d = opendir(folder);
    int tried = 0;

    if (!d)
        return 0;
    for (struct dirent *e; (e = readdir(d));) {
        uint8_t *bytes;
        size_t n;
        char *path;

        if (e->d_name[0] == '.' || asprintf(&path, "%s/%s", folder, e->d_name) < 0)
            continue;
        if (file_load(path, &bytes, &n)) {
            LLVMFuzzerTestOneInput(bytes, n);
            free(bytes);
            tried++;
        }
        free(path);
    }
    closedir(d);
    return tried;
}

int main(int argc, char **argv)
{
    int tried = 0;

    for (int i = 1; i < argc; i++)
        tried += folder_replay(argv[i]);
    printf("%s %d inputs replayed\n", tried ? "ok" : "not ok", tried);
    printf("%d passed, %d failed\n", tried != 0, tried == 0);
    return tried == 0;
}
