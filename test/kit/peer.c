#include "kit/peer.h"
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>
#include "kit/test.h"

extern char **environ;

static void hello_read(struct peer *p)
{
    size_t n = 0;

    while (n < sizeof p->hello - 1 && read(p->output, p->hello + n, 1) == 1 && p->hello[n] != '\n')
        n++;
    p->hello[n] = '\0';
    if (!n)
        test_fail(__FILE__, __LINE__, "the program beside the test said nothing");
}

void peer_start(struct peer *p, const char *script, const char *argument)
{
    char path[512];
    int in[2], out[2];
    posix_spawn_file_actions_t actions;

    snprintf(path, sizeof path, "%s/%s", KIT_FOLDER, script);
    expect_eq(pipe2(in, O_CLOEXEC), 0);
    expect_eq(pipe2(out, O_CLOEXEC), 0);
    posix_spawn_file_actions_init(&actions);
    posix_spawn_file_actions_adddup2(&actions, in[0], 0);
    posix_spawn_file_actions_adddup2(&actions, out[1], 1);
    char *words[] = { (char *)"/usr/bin/python3", path, (char *)argument, NULL };
    expect_eq(posix_spawn(&p->process, words[0], &actions, NULL, words, environ), 0);
    posix_spawn_file_actions_destroy(&actions);
    close(in[0]);
    close(out[1]);
    p->input = in[1];
    p->output = out[0];
    hello_read(p);
}

void peer_stop(struct peer *p)
{
    close(p->input);
    close(p->output);
    waitpid(p->process, NULL, 0);
}
