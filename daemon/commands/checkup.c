#include "commands/checkup.h"

#include "base/mem.h"
#include "commands/download.h"
#include "outlet/journal.h"

#include <arpa/inet.h>
#include <errno.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/timex.h>
#include <sys/un.h>
#include <unistd.h>

#define MIB (INT64_C(1) << 20)

void checkup_done(struct checkup *c)
{
    for (size_t i = 0; i < c->size; i++) {
        mem_free(&c->findings[i].feed);
        mem_free(&c->findings[i].said);
    }
    mem_free(&c->findings);
}

void checkup_note(struct checkup *c, enum checkup_grade grade, const char *what, const char *remedy,
                  const char *format, ...)
{
    HELD(text) said = {0};
    char line[1024];
    va_list args;
    va_start(args, format);
    vsnprintf(line, sizeof line, format, args);
    va_end(args);
    text_add_printable(&said, slice_of(line), false);
    mem_grow(c->findings, c->size, c->cap);
    c->findings[c->size++] = (struct checkup_finding){
        .grade = grade, .what = what, .remedy = remedy, .said = text_take(&said)
    };
}

/* --- the machine --- */

static void look_at_clock(struct checkup *c)
{
    struct timex clock = {0};
    char now[INSTANT_TEXT];
    instant_text(clock_now(clock_real()), now);
    if (adjtimex(&clock) == TIME_ERROR || clock.status & STA_UNSYNC)
        checkup_note(c, CHECKUP_ODD, "clock",
                     "let systemd-timesyncd or chrony set it; dates of items are judged by it",
                     "it is %s, by a clock that nobody sets", now);
    else
        checkup_note(c, CHECKUP_WELL, "clock", NULL, "it is %s, and somebody keeps it so", now);
}

static void look_at_authorities(struct checkup *c)
{
    const char *path = fetch_authorities();
    struct stat about;
    if (!path || access(path, R_OK) != 0 || stat(path, &about) != 0 || about.st_size == 0)
        checkup_note(c, CHECKUP_BAD, "authorities", "install ca-certificates; without it no https feed can be read",
                     "%s cannot be read", path ? path : "the bundle of certificates");
    else
        checkup_note(c, CHECKUP_WELL, "authorities", NULL, "%s, %" PRId64 " kB", path,
                     (int64_t)about.st_size / 1000);
}

static void look_at_disk(struct checkup *c)
{
    char *directory = mem_string(c->config->journal.path);
    char *slash = strrchr(directory, '/');
    struct statvfs disk;
    *(slash ? slash : directory) = '\0';
    const char *shown = slash ? (slash == directory ? "/" : directory) : ".";
    if (statvfs(shown, &disk) != 0) {
        checkup_note(c, CHECKUP_BAD, "disk", "make the journal's directory, for the daemon's user to write in",
                     "%s: %s", shown, strerror(errno));
    } else {
        int64_t mib = (int64_t)disk.f_bavail * (int64_t)disk.f_frsize / MIB;
        enum checkup_grade grade = mib < 64 ? CHECKUP_BAD : mib < 1024 ? CHECKUP_ODD : CHECKUP_WELL;
        checkup_note(c, grade, "disk",
                     grade ? "make room, or keep less: publish.retain; on a full disk polling waits" : NULL,
                     "%" PRId64 " MiB are free in %s", mib, shown);
    }
    mem_free(&directory);
}

void checkup_host(struct checkup *c)
{
    look_at_clock(c);
    look_at_authorities(c);
    look_at_disk(c);
}

/* --- the journal --- */

static void note_journal(struct checkup *c, struct journal *j, int64_t mib)
{
    const struct retain_settings *keep = &c->config->publish.retain;
    struct error err = {0};
    struct journal_loss loss;
    size_t losses = 0;
    uint64_t head = journal_head(j), oldest = journal_oldest(j);
    checkup_note(c, CHECKUP_WELL, "journal", NULL,
                 "%s, %" PRId64 " MiB: %" PRIu64 " entries up to number %" PRIu64
                 "; kept for %" PRId64 " days, %" PRId64 " at most",
                 c->config->journal.path, mib, head + 1 - oldest, head, keep->days, keep->items);
    if (!journal_losses(j, &loss, 1, &losses, &err))
        checkup_note(c, CHECKUP_BAD, "journal", "assayd journal check says more", "%s", err.text);
    else if (losses)
        checkup_note(c, CHECKUP_ODD, "journal",
                     "commits were lost with a damaged disk; subscribers were told: look after the disk",
                     "numbers %" PRIu64 " to %" PRIu64 " vanished", loss.first, loss.last);
}

void checkup_journal(struct checkup *c)
{
    const char *path = c->config->journal.path;
    struct error err = {0};
    struct stat about;
    if (stat(path, &about) != 0 && errno == ENOENT) {
        checkup_note(c, CHECKUP_ODD, "journal", "it is made when the daemon starts first", "%s is not there", path);
        return;
    }
    struct journal *j = journal_open_to_read(path, &err);
    if (j)
        note_journal(c, j, (int64_t)about.st_size / MIB);
    else
        checkup_note(c, CHECKUP_BAD, "journal",
                     "run this as the daemon's user or in its group; if it is damaged, assayd journal salvage",
                     "%s", error_line(&err));
    journal_close(&j);
}

/* --- the daemon --- */

static bool fill_address(const char *endpoint, struct sockaddr_storage *to, socklen_t *size)
{
    struct sockaddr_un *near = (struct sockaddr_un *)to;
    struct sockaddr_in *far = (struct sockaddr_in *)to;
    char host[64];
    int port;
    if (strncmp(endpoint, "ipc://", 6) == 0) {
        *near = (struct sockaddr_un){ .sun_family = AF_UNIX };
        *size = sizeof *near;
        return snprintf(near->sun_path, sizeof near->sun_path, "%s", endpoint + 6) <
               (int)sizeof near->sun_path;
    }
    *far = (struct sockaddr_in){ .sin_family = AF_INET };
    *size = sizeof *far;
    if (sscanf(endpoint, "tcp://%63[0-9.*]:%d", host, &port) != 2)
        return false;
    far->sin_port = htons((uint16_t)port);
    return inet_pton(AF_INET, strcmp(host, "*") == 0 ? "127.0.0.1" : host, &far->sin_addr) == 1;
}

static void knock(struct checkup *c, const char *what, const char *endpoint)
{
    struct sockaddr_storage to;
    struct timeval patience = { .tv_sec = 5 };
    socklen_t size;
    if (!fill_address(endpoint, &to, &size)) {
        checkup_note(c, CHECKUP_ODD, what, "try assayd watch", "%s: no way to knock at that", endpoint);
        return;
    }
    int fd = socket(to.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    if (connect(fd, (struct sockaddr *)&to, size) == 0)
        checkup_note(c, CHECKUP_WELL, what, NULL, "%s takes connections", endpoint);
    else
        checkup_note(c, CHECKUP_BAD, what,
                     errno == EACCES ? "put this user into the daemon's group"
                                     : "start the daemon: systemctl start assayd; its log: journalctl -u assayd",
                     "%s: %s", endpoint, strerror(errno));
    close(fd);
}

static void ask_whether_ready(struct checkup *c)
{
    struct fetch_settings patience = fetch_defaults;
    struct error err = {0};
    patience.total_timeout = SECONDS(5);
    char *url = mem_printf("http://%s/readyz", c->config->http.listen);
    OWNED(fetch_answer) answer = download_any(url, &patience, &err);
    c->daemon_answers = answer && answer->status;
    if (!c->daemon_answers)
        checkup_note(c, CHECKUP_BAD, "daemon", "start it: systemctl start assayd; its log: journalctl -u assayd",
                     "%s: %s", url, answer ? answer->err.text : err.text);
    else if (answer->status != 200)
        checkup_note(c, CHECKUP_BAD, "daemon", "it says why; it goes on by itself once that is mended", "not ready: %s",
                     text_string(&answer->body));
    else
        checkup_note(c, CHECKUP_WELL, "daemon", NULL, "ready, says %s", url);
    mem_free(&url);
}

void checkup_daemon(struct checkup *c)
{
    const char *listen = c->config->http.listen;
    if (listen && strcmp(listen, "off") != 0)
        ask_whether_ready(c);
    else
        checkup_note(c, CHECKUP_ODD, "daemon", "set http.listen to be told by /readyz and /metrics",
                     "http.listen is off, so it cannot be asked how it is");
    knock(c, "items", c->config->publish.endpoint);
    knock(c, "replay", c->config->publish.replay);
}
