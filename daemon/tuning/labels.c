#include "tuning/labels.h"

#include "base/mem.h"
#include "base/text.h"

#include <cjson/cJSON.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ------------------------------------------------------------------ in memory */

static void label_clear(struct label *l)
{
    mem_free(&l->feed);
    mem_free(&l->id);
    mem_free(&l->as);
}

void labels_done(struct labels *labels)
{
    for (size_t i = 0; i < labels->size; i++)
        label_clear(&labels->items[i]);
    for (size_t i = 0; i < labels->keys_size; i++)
        mem_free(&labels->keys[i]);
    mem_free(&labels->items);
    mem_free(&labels->keys);
    map_done(&labels->places);
    map_done(&labels->known);
    *labels = (struct labels){ 0 };
}

/* The lengths keep "a" of feed "b:c" apart from "c:a" of "b". */
static char *key_of(const char *feed, const char *id, const char *as)
{
    return mem_printf("%zu:%zu:%s:%s:%s", strlen(feed), strlen(id), feed, id, as);
}

static struct label *find(const struct labels *labels, const char *feed, const char *id,
                          const char *as)
{
    char *key = key_of(feed, id, as);
    uintptr_t place = (uintptr_t)map_get(&labels->places, key);
    mem_free(&key);
    return place ? &labels->items[place - 1] : NULL;
}

const struct label *labels_find(const struct labels *labels, const char *feed, const char *id,
                                const char *as)
{
    const struct label *found = find(labels, feed, id, as);
    return found && found->state != LABEL_TAKEN_BACK ? found : NULL;
}

bool labels_knows(const struct labels *labels, const char *feed, const char *id)
{
    char *key = key_of(feed, id, "");
    bool known = map_get(&labels->known, key) != NULL;
    mem_free(&key);
    return known;
}

/* The key lives as long as the labels. */
static const char *keep_key(struct labels *labels, const char *feed, const char *id, const char *as)
{
    mem_grow(labels->keys, labels->keys_size, labels->keys_cap);
    return labels->keys[labels->keys_size++] = key_of(feed, id, as);
}

static struct label *place_for(struct labels *labels, const struct label *label)
{
    struct label *old = find(labels, label->feed, label->id, label->as);
    if (old) {
        label_clear(old);
        return old;
    }
    mem_grow(labels->items, labels->size, labels->cap);
    if (!labels_knows(labels, label->feed, label->id))
        map_put(&labels->known, keep_key(labels, label->feed, label->id, ""), labels);
    map_put(&labels->places, keep_key(labels, label->feed, label->id, label->as),
            (void *)(uintptr_t)(labels->size + 1));
    return &labels->items[labels->size++];
}

void labels_put(struct labels *labels, const struct label *label)
{
    struct label *at = place_for(labels, label);
    *at = *label;
    at->feed = mem_string(label->feed);
    at->id = mem_string(label->id);
    at->as = mem_string(label->as);
}

/* ------------------------------------------------------------------ reading */

static const char *text_of(const cJSON *object, const char *key, const char *otherwise)
{
    const char *text = cJSON_GetStringValue(cJSON_GetObjectItemCaseSensitive(object, key));
    return text ? text : otherwise;
}

static bool take_band(const cJSON *line, const char *key, const struct scale *scale, int *ret,
                      struct error *err)
{
    const cJSON *said = cJSON_GetObjectItemCaseSensitive(line, key);
    *ret = LABEL_NONE;
    if (!said || cJSON_IsNull(said))
        return true;
    for (int i = 0; i < scale->size && cJSON_IsString(said); i++)
        if (strcmp(said->valuestring, scale->names[i]) == 0)
            *ret = i;
    return *ret != LABEL_NONE ||
           error_set(err, REFUSE, NULL, "%s: \"%s\" is none of \"%s\" to \"%s\"", key,
                     cJSON_IsString(said) ? said->valuestring : "", scale->names[0],
                     scale->names[scale->size - 1]);
}

static bool take_line(const cJSON *line, const struct scales *scales, struct labels *labels,
                      struct error *err)
{
    const char *id = text_of(line, "id", NULL), *sha = text_of(line, "text", "");
    if (!cJSON_IsObject(line) || !id)
        return error_set(err, REFUSE, NULL, "is no label: it wants {\"id\": ..., \"tone\": ...}");
    struct label label = { .feed = text_of(line, "feed", "-"), .id = id,
                           .as = text_of(line, "as", "") };
    if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(line, "skipped")))
        label.state = LABEL_SKIPPED;
    if (cJSON_IsTrue(cJSON_GetObjectItemCaseSensitive(line, "taken_back")))
        label.state = LABEL_TAKEN_BACK;
    if (!take_band(line, "tone", &scales->tone, &label.tone, err) ||
        !take_band(line, "reliability", &scales->reliability, &label.reliability, err))
        return false;
    if (strlen(sha) == sizeof label.text - 1)
        memcpy(label.text, sha, sizeof label.text);
    instant_parse(slice_of(text_of(line, "at", "")), &label.at);
    labels_put(labels, &label);
    return true;
}

/* What we write begins so; a crash may have left less of it. */
static bool is_torn(struct slice line)
{
    static const char ours[] = "{\"feed\":";
    size_t len = line.len < sizeof ours - 1 ? line.len : sizeof ours - 1;
    return !line.len || memcmp(line.ptr, ours, len) == 0;
}

static bool read_line(struct slice line, bool last, const struct scales *scales,
                      struct labels *labels, struct error *err)
{
    if (!slice_trim(line).len)
        return true;
    if (labels->size >= LABELS_MAX)
        return error_set(err, REFUSE, NULL, "more than %d labels", LABELS_MAX);
    cJSON *tree = cJSON_ParseWithLength(line.ptr, line.len);
    bool good = (!tree && last && is_torn(line)) || take_line(tree, scales, labels, err);
    cJSON_Delete(tree);
    return good;
}

static bool read_lines(FILE *file, const char *path, const struct scales *scales,
                       struct labels *labels, struct error *err)
{
    char *line = NULL;
    size_t cap = 0, number = 0;
    bool good = true;
    for (ssize_t len; good && (len = getline(&line, &cap, file)) >= 0;) {
        struct error wrong = { 0 };
        number++;
        good = read_line((struct slice){ line, (size_t)len }, line[len - 1] != '\n', scales, labels,
                         &wrong);
        HELD(text) place = { 0 };
        text_printf(&place, "%s:%zu", path, number);
        if (!good)
            error_set(err, REFUSE, text_string(&place), "%s", wrong.text);
    }
    free(line);
    return good;
}

bool labels_read(const char *path, bool may_miss, const struct scales *scales,
                 struct labels *labels, struct error *err)
{
    FILE *file = fopen(path, "re");
    if (!file)
        return (may_miss && errno == ENOENT) || error_errno(err, REFUSE, path, "cannot be opened");
    bool good = read_lines(file, path, scales, labels, err);
    fclose(file);
    return good;
}

/* ------------------------------------------------------------------ appending */

struct label_file {
    int fd;
    char *path;
};

void label_file_free(struct label_file **file)
{
    if (!*file)
        return;
    if ((*file)->fd >= 0)
        close((*file)->fd);
    mem_free(&(*file)->path);
    mem_free(file);
}

/* The bytes behind the last newline. */
static bool read_tail(int fd, off_t size, char *tail, size_t *ret_len)
{
    size_t want = size < LABEL_LINE_MAX ? (size_t)size : LABEL_LINE_MAX;
    ssize_t got = pread(fd, tail, want, size - (off_t)want);
    if (got < 0 || (size_t)got != want)
        return false;
    size_t start = want;
    while (start > 0 && tail[start - 1] != '\n')
        start--;
    *ret_len = want - start;
    memmove(tail, tail + start, *ret_len);
    return true;
}

static bool mend_end(struct label_file *f, struct error *err)
{
    char tail[LABEL_LINE_MAX];
    size_t len;
    struct stat about;
    if (fstat(f->fd, &about) != 0 || !read_tail(f->fd, about.st_size, tail, &len))
        return error_errno(err, REFUSE, f->path, "cannot be read");
    if (!len)
        return true;
    cJSON *whole = cJSON_ParseWithLength(tail, len);
    bool lacks_newline = cJSON_IsObject(whole);
    cJSON_Delete(whole);
    if (lacks_newline)
        return write(f->fd, "\n", 1) == 1 || error_errno(err, STOP, f->path, "cannot be written");
    if (!is_torn((struct slice){ tail, len }))
        return error_set(err, REFUSE, f->path, "does not end in a label");
    return ftruncate(f->fd, about.st_size - (off_t)len) == 0 ||
           error_errno(err, STOP, f->path, "cannot be written");
}

struct label_file *label_file_open(const char *path, struct error *err)
{
    struct label_file *file = mem_new(sizeof *file);
    file->path = mem_string(path);
    file->fd = open(path, O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC, 0666);
    if (file->fd < 0)
        error_errno(err, REFUSE, path, "cannot be opened to write");
    if (file->fd < 0 || !mend_end(file, err))
        label_file_free(&file);
    return file;
}

static cJSON *line_of(const struct label *l, const struct scales *scales)
{
    cJSON *line = cJSON_CreateObject();
    cJSON_AddStringToObject(line, "feed", l->feed);
    cJSON_AddStringToObject(line, "id", l->id);
    if (*l->text)
        cJSON_AddStringToObject(line, "text", l->text);
    if (l->state == LABEL_SKIPPED)
        cJSON_AddTrueToObject(line, "skipped");
    if (l->state == LABEL_TAKEN_BACK)
        cJSON_AddTrueToObject(line, "taken_back");
    if (l->tone != LABEL_NONE)
        cJSON_AddStringToObject(line, "tone", scales->tone.names[l->tone]);
    if (l->reliability != LABEL_NONE)
        cJSON_AddStringToObject(line, "reliability", scales->reliability.names[l->reliability]);
    cJSON_AddStringToObject(line, "as", l->as);
    char at[INSTANT_TEXT];
    instant_text(l->at, at);
    if (l->at.ms)
        cJSON_AddStringToObject(line, "at", at);
    return line;
}

/* One write, so that lines of two annotators at once do not mix. A torn one goes again, unless somebody
 * has written behind it. */
static bool write_line(struct label_file *f, struct slice line, struct error *err)
{
    struct stat before, after;
    bool known = fstat(f->fd, &before) == 0;
    ssize_t wrote = write(f->fd, line.ptr, line.len);
    if (wrote >= 0 && (size_t)wrote == line.len)
        return true;
    int error = wrote < 0 ? errno : ENOSPC;
    bool mended = wrote <= 0 || (known && fstat(f->fd, &after) == 0 &&
                                 after.st_size == before.st_size + wrote &&
                                 ftruncate(f->fd, before.st_size) == 0);
    errno = error;
    return error_errno(err, STOP, f->path, "%s", mended ? "cannot be written"
                       : "cannot be written, and its last line is torn until the next start");
}

bool label_file_add(struct label_file *f, const struct label *label, const struct scales *scales,
                    struct error *err)
{
    HELD(text) line = { 0 };
    cJSON *tree = line_of(label, scales);
    char *printed = cJSON_PrintUnformatted(tree);
    text_add(&line, slice_of(printed));
    text_add_byte(&line, '\n');
    cJSON_free(printed);
    cJSON_Delete(tree);
    if (!write_line(f, text_slice(&line), err))
        return false;
    return fdatasync(f->fd) == 0 || error_errno(err, STOP, f->path, "cannot be written");
}
