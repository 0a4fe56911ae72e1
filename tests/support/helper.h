/* helper.h - another program at the other end of a pipe: its lines in, its stdin closed at the end.
 *
 *     struct helper h;
 *     helper_start(&h, (const char *[]){ "subscriber.py", "live", endpoint, "", "3", NULL });
 *     assert_string_equal(helper_line(&h), "ready");
 *     helper_stop(&h);
 *
 * Scripts are those of tests/support. Kills only what it started. */
#ifndef TESTS_SUPPORT_HELPER_H
#define TESTS_SUPPORT_HELPER_H

#include <assert.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

struct helper {
    pid_t pid;
    int in;
    FILE *out;
    char line[1 << 17];
};

/* words[0] is not the program's name but its first argument. */
static inline void helper_start_program(struct helper *h, const char *program,
                                        const char *const *words)
{
    int in[2], out[2];
    const char *argv[24] = { program };
    for (size_t i = 0; words[i]; i++)
        argv[i + 1] = words[i];
    int piped = pipe(in) || pipe(out);
    assert(!piped);
    (void)piped;
    h->pid = fork();
    if (h->pid == 0) {
        dup2(in[0], 0);
        dup2(out[1], 1);
        close(in[0]), close(in[1]), close(out[0]), close(out[1]);
        alarm(60);
        execv(program, (char *const *)argv);
        _exit(127);
    }
    close(in[0]);
    close(out[1]);
    h->in = in[1];
    h->out = fdopen(out[0], "r");
}

/* words: a script of tests/support, and its arguments. */
static inline void helper_start(struct helper *h, const char *const *words)
{
    char script[512];
    const char *all[24] = { script };
    snprintf(script, sizeof script, "%s/support/%s", TESTS_DIR, words[0]);
    for (size_t i = 1; words[i]; i++)
        all[i] = words[i];
    helper_start_program(h, "/usr/bin/python3", all);
}

/* The next line without its end, or NULL when there are no more. */
static inline const char *helper_line(struct helper *h)
{
    if (!fgets(h->line, sizeof h->line, h->out))
        return NULL;
    h->line[strcspn(h->line, "\n")] = '\0';
    return h->line;
}

/* Waits for the end; its exit status, or -1 when a signal ended it. */
static inline int helper_stop(struct helper *h)
{
    int status;
    close(h->in);
    fclose(h->out);
    waitpid(h->pid, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

#endif
