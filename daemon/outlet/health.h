/* health.h - numbers for operators over HTTP: /metrics, /livez, /readyz.
 *
 *     struct health_source source = { app, app_is_live, app_is_ready };
 *     struct health *h = health_open(&settings, &source, &err);
 *
 * /livez says 200 while the daemon makes progress, /readyz while it does its work (503 and the
 * reasons otherwise), /metrics prints base/counter.h for Prometheus. With a token, whoever does not
 * show it ("Authorization: Bearer ...") gets 401 and no page; without one on loopback only. GET and
 * HEAD only, at most 16 connections of 10 seconds. A thread of its own, on which the source is asked. */
#ifndef OUTLET_HEALTH_H
#define OUTLET_HEALTH_H

#include "base/error.h"
#include "base/text.h"
#include "settings/fields.h"

struct health_settings {
    char *listen; /* address:port, or "off" */
    char *token;  /* NULL: none is asked for */
};
extern const struct field health_fields[];
extern const size_t health_fields_size;

struct health_source {
    void *context;
    bool (*is_live)(void *context);
    /* Appends a line for each thing that is not as it should be. */
    bool (*is_ready)(void *context, struct text *why);
};

/* Only whoever is on this machine can reach it; true of "off", and of what is no address. */
bool health_is_near(const char *listen);
#define HEALTH_WITHIN_REACH                                                                        \
    "\"%s\" is within reach of other machines, and nothing would ask them who they are; use "       \
    "127.0.0.1, or set http.token"

struct health;
/* Settings that say "off" give an object that listens nowhere. */
struct health *health_open(const struct health_settings *, const struct health_source *,
                           struct error *err);
void health_close(struct health **);
/* The port it listens on, also when port 0 was asked for; 0: none. */
uint16_t health_port(const struct health *);

#endif
