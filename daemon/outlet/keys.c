#include "outlet/keys.h"

#include "base/mem.h"
#include "outlet/doorman.h"

#include <czmq.h>
#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#define ZAP_ENFORCE_DOMAIN 93 /* its macro hides behind the draft flag; Debian's build knows it */

const struct field keys_fields[] = {
    { "secret", FIELD_TEXT, NULL, offsetof(struct keys_settings, secret),
      .help = "The daemon's certificate, made by `assayd keygen` and readable by nobody else; "
              "\"${env:CREDENTIALS_DIRECTORY}/curve\" with systemd's LoadCredential." },
    { "clients", FIELD_TEXT, NULL, offsetof(struct keys_settings, clients),
      .help = "Directory of the public certificates of those who may connect." },
};
const size_t keys_fields_size = count_of(keys_fields);

struct keys {
    zcert_t *own;
    struct doorman *doorman;
};

static zcert_t *load(const char *path, bool secret, struct error *err)
{
    zcert_t *cert = zcert_load(path);
    if (!cert) {
        error_set(err, REFUSE, path, "no certificate; 'assayd keygen' makes one");
        return NULL;
    }
    if (secret && strspn(zcert_secret_txt(cert), "0") == strlen(zcert_secret_txt(cert))) {
        error_set(err, REFUSE, path, "this certificate holds no secret key; is it the public one?");
        zcert_destroy(&cert);
    }
    return cert;
}

static bool is_private(const char *path, struct error *err)
{
    struct stat st;
    if (stat(path, &st) != 0)
        return error_errno(err, REFUSE, path, "cannot look at the certificate");
    if (st.st_mode & (S_IROTH | S_IWOTH | S_IWGRP))
        return error_set(err, REFUSE, path,
                         "others may read the secret key; make it mode 0600, and make a new one");
    return true;
}

bool keys_open(const struct keys_settings *settings, struct keys **ret, struct error *err)
{
    struct stat st;
    *ret = NULL;
    if (!settings->secret)
        return true;
    if (!settings->clients)
        return error_set(err, REFUSE, NULL, "publish.curve.clients must name a directory");
    if (stat(settings->clients, &st) != 0 || !S_ISDIR(st.st_mode))
        return error_set(err, REFUSE, settings->clients, "is no directory of clients' keys");
    zsys_handler_set(NULL); /* CZMQ would catch SIGINT and SIGTERM */
    zsys_init();
    if (!zsys_has_curve())
        return error_set(err, STOP, NULL, "this libzmq knows no CURVE");
    struct keys *k = mem_new(sizeof *k);
    if (is_private(settings->secret, err))
        k->own = load(settings->secret, true, err);
    if (k->own)
        k->doorman = doorman_open(settings->clients, err);
    if (k->doorman) {
        *ret = k;
        return true;
    }
    keys_close(&k);
    return false;
}

void keys_close(struct keys **keys)
{
    struct keys *k = *keys;
    if (!k)
        return;
    doorman_close(&k->doorman);
    zcert_destroy(&k->own);
    mem_free(keys);
}

static bool set_one(void *socket, int option, int value)
{
    return zmq_setsockopt(socket, option, &value, sizeof value) == 0;
}

bool keys_guard(const struct keys *k, void *socket, struct error *err)
{
    if (zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, zcert_public_key(k->own), 32) == 0 &&
        zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, zcert_secret_key(k->own), 32) == 0 &&
        set_one(socket, ZMQ_CURVE_SERVER, 1) &&
        zmq_setsockopt(socket, ZMQ_ZAP_DOMAIN, DOORMAN_DOMAIN, strlen(DOORMAN_DOMAIN)) == 0 &&
        set_one(socket, ZAP_ENFORCE_DOMAIN, 1))
        return true;
    return error_set(err, STOP, NULL, "the socket cannot be guarded: %s",
                     zmq_strerror(zmq_errno()));
}

bool keys_reread(struct keys *k)
{
    return doorman_reread(k->doorman);
}

/* The other end */

bool keys_introduce(void *socket, const char *own, const char *server, struct error *err)
{
    zcert_t *mine = load(own, true, err), *theirs = mine ? load(server, false, err) : NULL;
    bool set = theirs &&
               zmq_setsockopt(socket, ZMQ_CURVE_SERVERKEY, zcert_public_key(theirs), 32) == 0 &&
               zmq_setsockopt(socket, ZMQ_CURVE_PUBLICKEY, zcert_public_key(mine), 32) == 0 &&
               zmq_setsockopt(socket, ZMQ_CURVE_SECRETKEY, zcert_secret_key(mine), 32) == 0;
    if (theirs && !set)
        error_set(err, STOP, own, "the key cannot be used: %s", zmq_strerror(zmq_errno()));
    zcert_destroy(&mine);
    zcert_destroy(&theirs);
    return set;
}

static bool is_free(const char *path, struct error *err)
{
    return access(path, F_OK) != 0 ||
           error_set(err, REFUSE, path, "is there already; a key is never overwritten");
}

bool keys_generate(const char *path, struct error *err)
{
    char *public = mem_printf("%s.pub", path);
    zsys_handler_set(NULL);
    mode_t before = umask(077);
    zcert_t *cert = is_free(path, err) && is_free(public, err) ? zcert_new() : NULL;
    bool saved = cert && zcert_save_secret(cert, path) == 0;
    umask(022);
    saved = saved && zcert_save_public(cert, public) == 0;
    umask(before);
    if (!saved)
        error_errno(err, REFUSE, path, "cannot write the key");
    zcert_destroy(&cert);
    mem_free(&public);
    return saved;
}
