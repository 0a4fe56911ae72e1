#include "commands/keyboard.h"

#include "base/defs.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <termios.h>
#include <unistd.h>

#define ESCAPE     27
#define SEQUENCE_MS 20 /* within which the bytes of one key follow each other */

/* Signal handlers see it, so there is one. */
static struct {
    int fd;
    bool own;              /* opened here */
    volatile sig_atomic_t raw;
    struct termios before, while_reading;
} keyboard = { .fd = -1 };

static const int fatal[] = { SIGHUP, SIGINT, SIGQUIT, SIGTERM, SIGABRT, SIGPIPE };

static void put_right(void)
{
    if (keyboard.raw)
        tcsetattr(keyboard.fd, TCSANOW, &keyboard.before);
}

/* The default action follows when the handler, which SA_RESETHAND took out, returns. */
static void die(int number)
{
    put_right();
    raise(number);
}

static void stop(int number)
{
    (void)number;
    int saved = errno;
    put_right();
    raise(SIGSTOP);
    if (keyboard.raw)
        tcsetattr(keyboard.fd, TCSANOW, &keyboard.while_reading);
    errno = saved;
}

static void watch_signals(void)
{
    struct sigaction dying = { .sa_handler = die, .sa_flags = (int)SA_RESETHAND };
    struct sigaction stopping = { .sa_handler = stop, .sa_flags = SA_RESTART };
    for (size_t i = 0; i < count_of(fatal); i++)
        sigaction(fatal[i], &dying, NULL);
    sigaction(SIGTSTP, &stopping, NULL);
}

static bool make_raw(struct error *err)
{
    keyboard.while_reading = keyboard.before;
    keyboard.while_reading.c_lflag &= ~(tcflag_t)(ICANON | ECHO);
    keyboard.while_reading.c_cc[VMIN] = 1;
    keyboard.while_reading.c_cc[VTIME] = 0;
    watch_signals();
    atexit(keyboard_close);
    keyboard.raw = 1;
    return tcsetattr(keyboard.fd, TCSANOW, &keyboard.while_reading) == 0 ||
           error_errno(err, REFUSE, NULL, "cannot read single keys");
}

bool keyboard_open(bool terminal, struct error *err)
{
    keyboard.own = terminal;
    keyboard.fd = terminal ? open("/dev/tty", O_RDONLY | O_CLOEXEC) : STDIN_FILENO;
    if (keyboard.fd < 0)
        return error_errno(err, REFUSE, "/dev/tty", "there is no terminal to read keys from");
    return tcgetattr(keyboard.fd, &keyboard.before) != 0 || make_raw(err);
}

static int next_byte(void)
{
    unsigned char byte;
    ssize_t got;
    do
        got = read(keyboard.fd, &byte, 1);
    while (got < 0 && errno == EINTR);
    return got == 1 ? byte : KEYBOARD_END;
}

/* The rest of what one key sent: it must not be taken for keys of its own. */
static void swallow_sequence(void)
{
    struct pollfd waiting = { .fd = keyboard.fd, .events = POLLIN };
    while (poll(&waiting, 1, SEQUENCE_MS) == 1 && next_byte() != KEYBOARD_END)
        continue;
}

int keyboard_next(void)
{
    int key = next_byte();
    if (key != ESCAPE && key < 0x80)
        return key;
    swallow_sequence();
    return KEYBOARD_OTHER;
}

void keyboard_close(void)
{
    put_right();
    keyboard.raw = 0;
    if (keyboard.own && keyboard.fd >= 0)
        close(keyboard.fd);
    keyboard.own = false;
    keyboard.fd = -1;
}
